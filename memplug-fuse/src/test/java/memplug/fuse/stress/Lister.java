package memplug.fuse.stress;

import static memplug.tree.Errno.ENODEV;
import static memplug.tree.Errno.ENOENT;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/** Lists directories that memory comes to and goes from, and looks at each name once more. */
final class Lister extends Actor {
    private static final String MEMORY = "sys/devices/system/memory";
    private static final String NODES = "sys/devices/system/node";

    private final List<Device> devices;
    private final Set<String> always;

    Lister(Sight sight, SplittableRandom random, List<Device> devices, List<Long> bootBlocks) {
        super("lister", sight, random);
        this.devices = devices;
        this.always = new HashSet<>(List.of("auto_online_blocks", "block_size_bytes", "uevent"));
        bootBlocks.forEach(block -> always.add("memory" + block + "/"));
    }

    @Override
    void turn() {
        switch (below(5)) {
            case 0 -> memory();
            case 1 -> node();
            case 2 -> links("sys/bus/memory/devices", "../../../devices/system/memory/");
            case 3 -> links("sys/bus/node/devices", "../../../devices/system/node/");
            default -> device();
        }
    }

    /** What does not come and go is in every listing. */
    private void memory() {
        List<String> names = sight().list(MEMORY);
        sight().require(new HashSet<>(names).containsAll(always), "not all of " + always + " are in " + names);
        for (String name : names) {
            sight().stat(MEMORY + "/" + name, ENOENT);
        }
    }

    private void node() {
        String path = NODES + "/node" + pick(devices).node();
        for (String name : sight().list(path, ENOENT)) {
            if (name.startsWith("memory") && !name.endsWith("/")) {
                requireLink(path + "/" + name, "../../memory/" + name);
            }
        }
        sight().read(NODES + "/online");
        sight().read(NODES + "/has_memory");
        sight().read(path + "/meminfo", ENOENT, ENODEV);
        sight().read("proc/zoneinfo");
    }

    private void links(String path, String target) {
        for (String name : sight().list(path)) {
            requireLink(path + "/" + name, target + name);
        }
    }

    private void requireLink(String path, String target) {
        String is = sight().readLink(path, ENOENT);
        sight().require(is.equals("ENOENT") || is.equals(target), path + " leads to " + is);
    }

    private void device() {
        String path = pick(devices).path();
        String driver = sight().readLink(path + "/driver", ENOENT);
        sight().require(driver.matches("ENOENT|.*/bus/dax/drivers/kmem"), path + "/driver leads to " + driver);
        String state = sight().read(path + "/state", ENOENT, ENODEV);
        sight().require(
                        state.matches("ENOENT|ENODEV|(unplugged|offline|online(_kernel|_movable)?)\n"),
                        path + "/state reads " + state);
        sight().list(path + "/", ENOENT);
        sight().read("proc/iomem");
        sight().read("proc/meminfo");
    }
}
