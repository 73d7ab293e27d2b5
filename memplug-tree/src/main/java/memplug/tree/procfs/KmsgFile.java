package memplug.tree.procfs;

import java.util.function.Supplier;
import memplug.machine.kernel.Kernel;
import memplug.tree.Access;
import memplug.tree.OpenFile;
import memplug.tree.RegularFile;
import memplug.tree.kernfs.TreeContext;

/** The kernel log as a file. Reading it waits for the next line, and each open file has its own place in the log. */
public final class KmsgFile extends RegularFile {
    private final TreeContext context;
    private final int permissions;
    private final Supplier<OpenFile> opened;

    private KmsgFile(TreeContext context, int permissions, Supplier<OpenFile> opened) {
        super(context.fixedInodes(1));
        this.context = context;
        this.permissions = permissions;
        this.opened = opened;
    }

    /**
     * {@return /dev/kmsg: a record a read, and a line a write}
     *
     * @param context the tree's
     */
    public static KmsgFile device(TreeContext context) {
        Kernel kernel = context.machine().kernel();
        return new KmsgFile(context, 0644, () -> new DeviceKmsg(kernel));
    }

    /**
     * {@return /proc/kmsg: lines of text}
     *
     * @param context the tree's
     */
    public static KmsgFile proc(TreeContext context) {
        Kernel kernel = context.machine().kernel();
        return new KmsgFile(context, 0400, () -> new ProcKmsg(kernel.log()));
    }

    @Override
    public int permissions() {
        return context.permissions(inode(), permissions);
    }

    @Override
    public long size() {
        return 0;
    }

    @Override
    public OpenFile open(Access access) {
        return opened.get();
    }
}
