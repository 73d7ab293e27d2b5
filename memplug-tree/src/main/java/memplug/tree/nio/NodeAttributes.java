package memplug.tree.nio;

import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import memplug.tree.CharacterDevice;
import memplug.tree.Directory;
import memplug.tree.Node;
import memplug.tree.RegularFile;
import memplug.tree.SymbolicLink;

/** What {@code stat} shows of a node. A machine has no clock, so all times are the epoch. */
record NodeAttributes(Node node, int permissionBits, long size) implements PosixFileAttributes {
    private static final FileTime EPOCH = FileTime.fromMillis(0);

    /** Tells a node from all others of its file system. */
    private record Key(long inode) {}

    static NodeAttributes of(Node node) {
        return new NodeAttributes(node, node.permissions(), node.size());
    }

    @Override
    public Set<PosixFilePermission> permissions() {
        return PermissionBits.toSet(permissionBits);
    }

    @Override
    public RootPrincipal owner() {
        return RootPrincipal.ROOT;
    }

    @Override
    public RootPrincipal group() {
        return RootPrincipal.ROOT;
    }

    @Override
    public FileTime lastModifiedTime() {
        return EPOCH;
    }

    @Override
    public FileTime lastAccessTime() {
        return EPOCH;
    }

    @Override
    public FileTime creationTime() {
        return EPOCH;
    }

    @Override
    public boolean isRegularFile() {
        return node instanceof RegularFile;
    }

    @Override
    public boolean isDirectory() {
        return node instanceof Directory;
    }

    @Override
    public boolean isSymbolicLink() {
        return node instanceof SymbolicLink;
    }

    @Override
    public boolean isOther() {
        return node instanceof CharacterDevice;
    }

    @Override
    public Object fileKey() {
        return new Key(node.inode());
    }

    /** {@return {@code st_mode}: what it is, and the permission bits} */
    int mode() {
        int type = switch (node) {
            case Directory _ -> 0040000;
            case RegularFile _ -> 0100000;
            case SymbolicLink _ -> 0120000;
            case CharacterDevice _ -> 0020000;
        };
        return type | permissionBits;
    }

    /** {@return {@code st_nlink}, for which a directory counts those in it, as fs/kernfs/inode.c does} */
    int linkCount() {
        if (!(node instanceof Directory directory)) {
            return 1;
        }
        return 2
                + (int) directory.entries().stream()
                        .filter(entry -> entry.node() instanceof Directory)
                        .count();
    }

    /** {@return {@code st_rdev} as include/linux/kdev_t.h: new_encode_dev()} */
    long deviceNumber() {
        return node instanceof CharacterDevice device
                ? (device.minor() & 0xff) | ((long) device.major() << 8) | ((device.minor() & ~0xffL) << 12)
                : 0;
    }
}
