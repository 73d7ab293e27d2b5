package memplug.fuse.stress;

import java.util.List;

/** A program that takes a device away and online again and again, and looks each time whether that is seen at once. */
final class PlugCycles {
    private static final int MOST_TOLD = 20;

    private PlugCycles() {}

    /**
     * Runs the program; prints what was wrong, and nothing if nothing was.
     *
     * @param arguments where the machine is mounted, how many cycles, and the device
     */
    public static void main(String[] arguments) {
        var sight = new Sight(arguments[0]);
        var device = Device.of(arguments[2]);
        int cycles = Integer.parseInt(arguments[1]);
        for (int i = 0; i < cycles && sight.wrong().isEmpty(); i++) {
            cycle(sight, device);
        }
        sight.wrong().stream().limit(MOST_TOLD).forEach(System.out::println);
    }

    private static void cycle(Sight sight, Device device) {
        sight.write(device.path() + "/state", "unplugged\n");
        places(device).forEach(sight::requireGone);

        sight.write(device.path() + "/state", "online_movable\n");
        places(device).forEach(sight::requireThere);
        for (long block : device.blocks()) {
            String state = sight.read("sys/devices/system/memory/memory" + block + "/state");
            sight.require(state.equals("online\n"), "memory" + block + " is " + state);
        }
    }

    private static List<String> places(Device device) {
        return device.blocks().stream()
                .flatMap(block -> List.of(
                        "sys/devices/system/memory/memory" + block,
                        "sys/devices/system/memory/memory" + block + "/state",
                        "sys/bus/memory/devices/memory" + block,
                        "sys/devices/system/node/node" + device.node() + "/memory" + block)
                        .stream())
                .toList();
    }
}
