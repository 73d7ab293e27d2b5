package memplug.fuse.stress;

import static memplug.tree.Errno.EACCES;
import static memplug.tree.Errno.EINVAL;
import static memplug.tree.Errno.EISDIR;
import static memplug.tree.Errno.ENODEV;
import static memplug.tree.Errno.ENOENT;
import static memplug.tree.Errno.ENXIO;

import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/** Walks down the tree, as {@code find} does, and looks at what it comes by. */
final class Walker extends Actor {
    private static final List<String> TOPS = List.of("sys", "proc", "dev");

    /** Reading these waits for the next line of the log. */
    private static final Set<String> WAITING = Set.of("kmsg");

    private final List<Device> devices;

    Walker(Sight sight, SplittableRandom random, List<Device> devices) {
        super("walker", sight, random);
        this.devices = devices;
    }

    @Override
    void turn() {
        if (happens(10)) {
            walk(pick(TOPS), 20);
        } else {
            walk(pick(List.of("sys/devices/system", "sys/bus", pick(devices).path() + "/..")), 4);
        }
    }

    /** Below a directory, one in so many directories is walked. */
    private void walk(String path, int most) {
        int left = most;
        for (String name : sight().list(path, ENOENT)) {
            if (!name.endsWith("/")) {
                look(path + "/" + name, name);
            } else if (left > 0 && (below(4) > 0 || most > 4)) {
                left--;
                walk(path + "/" + name.substring(0, name.length() - 1), most);
            }
        }
    }

    private void look(String path, String name) {
        switch (below(5)) {
            case 0 -> {
                if (!WAITING.contains(name)) {
                    sight().read(path, ENOENT, ENODEV, EACCES, ENXIO, EISDIR);
                }
            }
            case 1 -> sight().readLink(path, ENOENT, EINVAL);
            default -> sight().stat(path, ENOENT);
        }
    }
}
