package memplug.fuse.stress;

import static memplug.tree.Errno.EBUSY;
import static memplug.tree.Errno.EINVAL;
import static memplug.tree.Errno.ENODEV;
import static memplug.tree.Errno.ENOENT;

import java.util.List;
import java.util.SplittableRandom;
import memplug.tree.Errno;

/** Takes single blocks online and offline, and changes how new ones go online, whatever happens to the devices meanwhile. */
final class BlockWriter extends Actor {
    private static final List<String> TYPES = List.of("offline", "online", "online_kernel", "online_movable");
    private static final String MEMORY = "sys/devices/system/memory/";

    private final List<Device> devices;
    private final List<Long> bootBlocks;
    private long offlined = -1;

    BlockWriter(Sight sight, SplittableRandom random, List<Device> devices, List<Long> bootBlocks) {
        super("blocks", sight, random);
        this.devices = devices;
        this.bootBlocks = bootBlocks;
    }

    @Override
    void turn() {
        switch (below(10)) {
            case 0 -> changePolicy();
            case 1 -> bootBlock();
            case 2, 3, 4 -> deviceBlock("online", pick(List.of("0", "1", "y", "off\n")), ENOENT, ENODEV);
            default -> deviceBlock("state", pick(TYPES) + (happens(50) ? "\n" : ""), ENOENT, ENODEV, EINVAL);
        }
    }

    private void changePolicy() {
        String type = pick(TYPES);
        sight().write(MEMORY + "auto_online_blocks", type);
        String shown = sight().read(MEMORY + "auto_online_blocks");
        sight().require(shown.equals(type + "\n"), "auto_online_blocks reads " + shown + " after " + type);
    }

    /** Whether it is in that state already, or there at all, only luck decides. */
    private void deviceBlock(String file, String value, Errno... allowed) {
        long block = pick(pick(devices).blocks());
        sight().write(MEMORY + "memory" + block + "/" + file, value, allowed);
    }

    /** One at a time, so that there is always room for what it holds. */
    private void bootBlock() {
        if (offlined >= 0) {
            sight().write(MEMORY + "memory" + offlined + "/state", "online_kernel");
            offlined = -1;
        } else if (!bootBlocks.isEmpty()) {
            long block = pick(bootBlocks);
            if (sight().write(MEMORY + "memory" + block + "/state", "offline", EBUSY, EINVAL) >= 0) {
                offlined = block;
            }
        }
    }

    /** Takes back what only this one does; for when nobody else is there any more. */
    void settle() {
        if (offlined >= 0) {
            bootBlock();
        }
        sight().write(MEMORY + "auto_online_blocks", "offline");
    }
}
