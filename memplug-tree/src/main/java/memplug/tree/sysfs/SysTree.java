package memplug.tree.sysfs;

import memplug.tree.kernfs.Folder;
import memplug.tree.kernfs.TreeContext;

/** /sys as a whole. */
public final class SysTree {
    private SysTree() {}

    /**
     * {@return the root of /sys}
     *
     * @param context what its nodes share
     */
    public static Folder of(TreeContext context) {
        Folder sys = new Folder(context, "");
        MemoryFiles memory = new MemoryFiles(context);
        DaxFiles dax = new DaxFiles(context);
        new BusFiles(context, dax).putInto(sys);
        memory.putInto(sys);
        new NodeFiles(context, memory).putInto(sys);
        new CpuFiles(context).putInto(sys);
        new DaxRegionFiles(context).putInto(sys);
        dax.putInto(sys);
        new VirtioFiles(context).putInto(sys);
        new ParameterFiles(context).putInto(sys);
        new FirmwareFiles(context).putInto(sys);
        new AcpiFiles(context).putInto(sys);
        new TieringFiles(context).putInto(sys);
        new DebugFiles(context).putInto(sys);
        KernelFiles.putInto(sys, context.machine().memory().tiers());
        return sys;
    }
}
