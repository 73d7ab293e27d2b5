package memplug.fuse.stress;

import static memplug.fuse.posix.Posix.O_DIRECTORY;
import static memplug.fuse.posix.Posix.O_RDONLY;
import static memplug.tree.Errno.ENODEV;
import static memplug.tree.Errno.ENOENT;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Keeps files and directories open while what they belong to comes and goes: gone is gone, whatever comes again. */
final class Keeper extends Actor {
    private static final int MOST = 24;

    private final List<Device> devices;
    private final List<Kept> kept = new ArrayList<>();

    /** A file or directory that is open. */
    private record Kept(String path, long descriptor, boolean isDirectory, boolean isGone) {}

    Keeper(Sight sight, SplittableRandom random, List<Device> devices) {
        super("keeper of open files", sight, random);
        this.devices = devices;
    }

    @Override
    void turn() {
        if (kept.size() == MOST) {
            sight().close(kept.remove(below(MOST)).descriptor());
        }
        open();
        for (int i = 0; i < 4 && !kept.isEmpty(); i++) {
            look(below(kept.size()));
        }
    }

    private void open() {
        Device device = pick(devices);
        String block = "sys/devices/system/memory/memory" + pick(device.blocks());
        String node = "sys/devices/system/node/node" + device.node();
        boolean isDirectory = happens(30);
        String path = isDirectory
                ? pick(List.of(block, node, node + "/hugepages", device.path()))
                : pick(List.of(block + "/state", block + "/valid_zones", node + "/meminfo", device.path() + "/state"));
        long descriptor = isDirectory
                ? sight().open(path, O_RDONLY | O_DIRECTORY, ENOENT)
                : sight().open(path, O_RDONLY, ENOENT, ENODEV);
        if (descriptor >= 0) {
            kept.add(new Kept(path, descriptor, isDirectory, false));
        }
    }

    private void look(int index) {
        Kept file = kept.get(index);
        if (file.isDirectory()) {
            // Empty when it is at its end, and when it is gone.
            sight().list(file.path(), file.descriptor(), ENOENT);
            return;
        }
        boolean isGone = sight().read(file.path(), file.descriptor(), ENODEV).equals("ENODEV");
        sight().require(isGone || !file.isGone(), file.path() + " was gone and can be read again");
        kept.set(index, new Kept(file.path(), file.descriptor(), false, isGone));
    }
}
