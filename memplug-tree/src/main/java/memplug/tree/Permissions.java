package memplug.tree;

/** The check of permission bits that Linux makes before a file system is asked. */
public final class Permissions {
    /** May be read. */
    public static final int READ = 4;

    /** May be written. */
    public static final int WRITE = 2;

    /** May be executed or searched. */
    public static final int EXECUTE = 1;

    private Permissions() {}

    /**
     * {@return whether a caller may use a node as asked; everything belongs to user and group 0}
     *
     * @param node the node
     * @param uid the caller's user, 0 for root, who may do everything
     * @param gid the caller's group
     * @param wanted the or of {@link #READ}, {@link #WRITE} and {@link #EXECUTE}
     */
    public static boolean allow(Node node, int uid, int gid, int wanted) {
        if (uid == 0) {
            return true;
        }
        int bits = node.permissions() >> (gid == 0 ? 3 : 0);
        return (bits & wanted) == wanted;
    }
}
