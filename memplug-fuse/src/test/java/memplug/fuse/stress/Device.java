package memplug.fuse.stress;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A device that comes and goes.
 *
 * @param name its name
 * @param node the node of its memory, which has no other
 * @param blocks the numbers of its blocks
 */
record Device(String name, int node, List<Long> blocks) {
    /** {@return what the device is, as one argument} */
    String argument() {
        return name + ":" + node + ":" + blocks.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    static Device of(String argument) {
        String[] parts = argument.split(":", -1);
        return new Device(
                parts[0],
                Integer.parseInt(parts[1]),
                Arrays.stream(parts[2].split(",", -1)).map(Long::valueOf).toList());
    }

    /** {@return the path of its directory} */
    String path() {
        return "sys/bus/dax/devices/" + name;
    }
}
