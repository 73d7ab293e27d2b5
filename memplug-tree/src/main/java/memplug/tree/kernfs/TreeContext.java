package memplug.tree.kernfs;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import memplug.machine.Machine;

/** What all nodes of a tree share: the machine, permission bits that were changed, and inodes for what is always there. */
public final class TreeContext {
    private static final long FIRST_FIXED_INODE = 1L << 56;

    private final Machine machine;
    private final Map<Long, Integer> changedPermissions = new ConcurrentHashMap<>();
    private final AtomicLong nextFixedInode = new AtomicLong(FIRST_FIXED_INODE);

    /**
     * The context of a tree.
     *
     * @param machine the machine that it shows
     */
    public TreeContext(Machine machine) {
        this.machine = machine;
    }

    /** {@return the machine} */
    public Machine machine() {
        return machine;
    }

    /**
     * {@return inodes that nothing else has, the first of them}
     *
     * @param count how many
     */
    public long fixedInodes(int count) {
        return nextFixedInode.getAndAdd(count);
    }

    /**
     * {@return the permission bits of a node}
     *
     * @param inode its inode
     * @param original what they are unless somebody changed them
     */
    public int permissions(long inode, int original) {
        return changedPermissions.isEmpty() ? original : changedPermissions.getOrDefault(inode, original);
    }

    /**
     * Changes the permission bits of a node, for as long as it exists.
     *
     * @param inode its inode
     * @param permissions the new bits
     */
    public void changePermissions(long inode, int permissions) {
        changedPermissions.put(inode, permissions);
    }
}
