package memplug.tree.sysfs;

import memplug.machine.Machine;
import memplug.machine.kernel.Task;
import memplug.machine.mm.HotplugParameters;
import memplug.machine.mm.HotplugParameters.OnlinePolicy;
import memplug.tree.ErrnoException;
import memplug.tree.kernfs.Attribute;
import memplug.tree.kernfs.Folder;
import memplug.tree.kernfs.TreeContext;
import memplug.tree.kernfs.Values;

/** /sys/module/memory_hotplug: the parameters that decide where memory goes. As mm/memory_hotplug.c. */
final class ParameterFiles {
    private static final long LARGEST_UNSIGNED_INT = 0xffff_ffffL;

    private final Machine machine;
    private final HotplugParameters parameters;

    ParameterFiles(TreeContext context) {
        this.machine = context.machine();
        this.parameters = machine.memory().parameters();
    }

    void putInto(Folder sys) {
        Folder module = sys.folder("module/memory_hotplug");
        Folder folder = module.folder("parameters");
        folder.attribute(Attribute.readWrite(
                "auto_movable_numa_aware",
                _ -> parameters.autoMovableNumaAware() ? "Y\n" : "N\n",
                (_, value, _) -> parameters.setAutoMovableNumaAware(Values.truth(value))));
        folder.attribute(Attribute.readWrite(
                "auto_movable_ratio",
                _ -> Integer.toUnsignedString(parameters.autoMovableRatio()) + "\n",
                (_, value, _) -> parameters.setAutoMovableRatio((int) Values.unsigned(value, LARGEST_UNSIGNED_INT))));
        folder.attribute(Attribute.readOnly(
                "memmap_on_memory", _ -> parameters.memmapOnMemory().word() + "\n"));
        folder.attribute(Attribute.readWrite(
                "online_policy", _ -> parameters.onlinePolicy().word() + "\n", this::setPolicy));
        module.attribute(Uevents.mute(machine.kernel(), module.path(), "module"));
    }

    private void setPolicy(TreeContext tree, String value, Task task) throws ErrnoException {
        for (OnlinePolicy policy : OnlinePolicy.values()) {
            if (policy.word().equals(Values.word(value))) {
                parameters.setOnlinePolicy(policy);
                return;
            }
        }
        throw Values.invalid(value, "an online policy");
    }
}
