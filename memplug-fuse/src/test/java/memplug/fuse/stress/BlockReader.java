package memplug.fuse.stress;

import static memplug.tree.Errno.ENODEV;
import static memplug.tree.Errno.ENOENT;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Reads the files of blocks: they are there as a whole or gone, and show nothing that Linux could not show. */
final class BlockReader extends Actor {
    private static final String GONE = "ENOENT|ENODEV";
    private static final Map<String, String> SHOWN = Map.of(
            "state", "online\n|offline\n|going-offline\n",
            "online", "0\n|1\n",
            "removable", "1\n",
            "phys_device", "0\n",
            "valid_zones", "Normal\n|Movable\n|Normal Movable\n|Movable Normal\n",
            "uevent", "");

    private final List<Device> devices;

    BlockReader(Sight sight, SplittableRandom random, List<Device> devices) {
        super("reader of blocks", sight, random);
        this.devices = devices;
    }

    @Override
    void turn() {
        Device device = pick(devices);
        long block = pick(device.blocks());
        String path = "sys/devices/system/memory/memory" + block + "/";
        String file = pick(List.copyOf(SHOWN.keySet()));
        requireShown(path + file, SHOWN.getOrDefault(file, ""));
        requireShown(path + "phys_index", "%08x\n".formatted(block));
        requireShown("sys/bus/memory/devices/memory" + block + "/phys_index", "%08x\n".formatted(block));
        requireLink(path + "node" + device.node(), "../../node/node" + device.node());
        requireLink(path + "subsystem", "../../../../bus/memory");
        requireShown("sys/devices/system/node/node" + device.node() + "/memory" + block + "/removable", "1\n");
    }

    private void requireShown(String path, String pattern) {
        String text = sight().read(path, ENOENT, ENODEV);
        sight().require(text.matches(GONE + "|" + pattern), path + " reads " + text);
    }

    private void requireLink(String path, String target) {
        String is = sight().readLink(path, ENOENT);
        sight().require(is.matches(GONE) || is.equals(target), path + " leads to " + is);
    }
}
