package memplug.tree;

/**
 * A place in the machine's file tree. Nodes are made when they are looked up and hold no state of their own, so two
 * nodes with the same inode are the same place.
 */
public abstract sealed class Node permits Directory, RegularFile, SymbolicLink, CharacterDevice {
    private final long inode;

    /**
     * A node.
     *
     * @param inode its number, never used again for another place, even of the same path
     */
    protected Node(long inode) {
        this.inode = inode;
    }

    /** {@return the inode number, unique in the tree and over time} */
    public final long inode() {
        return inode;
    }

    /** {@return the permission bits, such as {@code 0644}} */
    public abstract int permissions();

    /** {@return the size that {@code stat} shows, in bytes} */
    public abstract long size();

    /** {@return whether what this node belongs to is still there} */
    public boolean exists() {
        return true;
    }

    @Override
    public final boolean equals(Object other) {
        return other instanceof Node node && node.inode == inode;
    }

    @Override
    public final int hashCode() {
        return Long.hashCode(inode);
    }
}
