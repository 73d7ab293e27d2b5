package memplug.tree.sysfs;

import java.util.List;
import memplug.machine.mm.MemoryTiers;
import memplug.tree.kernfs.Attribute;
import memplug.tree.kernfs.Folder;
import memplug.tree.kernfs.Values;

/** What else programs look for below /sys: switches of the kernel, and places for file systems of the host. */
final class KernelFiles {
    private KernelFiles() {}

    static void putInto(Folder sys, MemoryTiers tiers) {
        sys.folder("kernel/mm/numa")
                .attribute(Attribute.readWrite(
                        "demotion_enabled",
                        _ -> tiers.isDemotionEnabled() ? "true\n" : "false\n",
                        (_, value, _) -> tiers.setDemotionEnabled(Values.truth(value))));
        for (String path : List.of("block", "class", "fs/cgroup", "fs/fuse/connections", "power", "hypervisor")) {
            sys.folder(path);
        }
    }
}
