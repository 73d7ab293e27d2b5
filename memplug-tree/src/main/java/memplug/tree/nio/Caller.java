package memplug.tree.nio;

import memplug.machine.kernel.Task;
import memplug.tree.Node;
import memplug.tree.Permissions;

/**
 * Who uses a file system, as Linux sees the process that makes a call.
 *
 * @param uid the user, 0 for root, whom permission bits do not stop
 * @param gid the group
 * @param task who waits in reads and writes, and may get signals; one that tells whether its thread is interrupted
 *     makes {@link Thread#interrupt} what a signal is to a process
 */
public record Caller(int uid, int gid, Task task) {
    /** Root, who gets no signals and does not wait. */
    public static final Caller ROOT = new Caller(0, 0, Task.PLAIN);

    /** A caller, as described. */
    public Caller {
        if (uid < 0 || gid < 0) {
            throw new IllegalArgumentException("user and group must not be negative: " + uid + ":" + gid);
        }
    }

    /**
     * {@return the same user and group with another task}
     *
     * @param other the task
     */
    public Caller with(Task other) {
        return new Caller(uid, gid, other);
    }

    boolean may(int wanted, Node node) {
        return Permissions.allow(node, uid, gid, wanted);
    }
}
