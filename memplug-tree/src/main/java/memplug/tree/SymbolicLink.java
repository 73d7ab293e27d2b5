package memplug.tree;

/** A symbolic link. */
public final class SymbolicLink extends Node {
    private final String target;

    /**
     * A link.
     *
     * @param inode its number
     * @param target where it leads, as {@code readlink} shows it
     */
    public SymbolicLink(long inode, String target) {
        super(inode);
        this.target = target;
    }

    /** {@return where it leads} */
    public String target() {
        return target;
    }

    @Override
    public int permissions() {
        return 0777;
    }

    @Override
    public long size() {
        return 0;
    }
}
