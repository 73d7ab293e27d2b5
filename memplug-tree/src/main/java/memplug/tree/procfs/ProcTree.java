package memplug.tree.procfs;

import java.util.function.Function;
import memplug.machine.Machine;
import memplug.machine.kernel.Task;
import memplug.tree.kernfs.Attribute;
import memplug.tree.kernfs.Folder;
import memplug.tree.kernfs.TreeContext;

/** /proc, as far as it shows memory, and the kernel log. */
public final class ProcTree {
    private ProcTree() {}

    /**
     * {@return /proc of a machine}
     *
     * @param context the tree's
     */
    public static Folder of(TreeContext context) {
        Folder proc = new Folder(context, "");
        put(proc, "buddyinfo", Buddyinfo::of);
        put(proc, "cmdline", Cmdline::of);
        proc.attribute(Attribute.readOnly("iomem", new IomemText()), 0);
        proc.put("kmsg", KmsgFile.proc(context));
        put(proc, "meminfo", Meminfo::of);
        proc.attribute(Attribute.readOnlyForRoot("pagetypeinfo", tree -> Pagetypeinfo.of(tree.machine())), 0);
        put(proc, "vmstat", Vmstat::of);
        put(proc, "zoneinfo", Zoneinfo::of);
        return proc;
    }

    /** /proc/iomem shows addresses only to who may see them. */
    private static final class IomemText implements Attribute.Show<TreeContext> {
        @Override
        public String show(TreeContext context) {
            return Iomem.of(context.machine(), true);
        }

        @Override
        public String showTo(TreeContext context, Task reader) {
            return Iomem.of(context.machine(), reader.isPrivileged());
        }
    }

    private static void put(Folder proc, String name, Function<Machine, String> text) {
        proc.attribute(Attribute.readOnly(name, context -> text.apply(context.machine())), 0);
    }
}
