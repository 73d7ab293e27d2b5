package memplug.tree.kernfs;

import memplug.tree.Access;
import memplug.tree.Errno;
import memplug.tree.ErrnoException;
import memplug.tree.OpenFile;
import memplug.tree.RegularFile;

/** The file of an attribute of one thing. */
public final class AttributeFile<T> extends RegularFile {
    /** The size that {@code stat} shows of files in sysfs. */
    public static final int SYSFS_SIZE = 4096;

    private final TreeContext context;
    private final Thing<T> thing;
    private final Attribute<T> attribute;
    private final long size;

    /**
     * A file.
     *
     * @param context what all nodes of the tree share
     * @param thing whose attribute
     * @param inode the file's inode
     * @param attribute the attribute
     * @param size what {@code stat} shows
     */
    public AttributeFile(TreeContext context, Thing<T> thing, long inode, Attribute<T> attribute, long size) {
        super(inode);
        this.context = context;
        this.thing = thing;
        this.attribute = attribute;
        this.size = size;
    }

    @Override
    public int permissions() {
        return context.permissions(inode(), attribute.permissions());
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public boolean exists() {
        return thing.exists();
    }

    /** As fs/kernfs/file.c: kernfs_fop_open(): what is never readable or writable is so for root as well. */
    @Override
    public OpenFile open(Access access) throws ErrnoException {
        if (!thing.exists()) {
            throw new ErrnoException(Errno.ENODEV, thing.path() + " is gone");
        }
        if ((access.reads() && attribute.show() == null) || (access.writes() && attribute.store() == null)) {
            throw new ErrnoException(
                    Errno.EACCES, thing.path() + "/" + attribute.name() + " cannot be opened to " + access);
        }
        return new OpenAttribute<>(thing, attribute);
    }
}
