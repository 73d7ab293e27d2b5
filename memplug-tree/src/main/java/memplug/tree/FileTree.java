package memplug.tree;

import java.util.List;

/** A tree of files for whoever serves it, by node and not by path. */
public interface FileTree {
    /** {@return the root directory} */
    Directory root();

    /**
     * Something under the root came, went or changed, so that whoever caches names must forget them.
     *
     * @param directory the inode of the directory whose names changed
     * @param name the name that came or went
     */
    record Change(long directory, String name) {}

    /**
     * {@return how many changes there were until now} What an operation changed is counted before the operation
     * returns, so whoever has seen this many changes afterwards has seen all of its.
     */
    long changes();

    /**
     * Waits for names that came or went, in order.
     *
     * @param after how many changes the caller has seen
     * @return the changes since, at least one; or empty when the tree was closed
     * @throws InterruptedException if the caller was interrupted while waiting
     */
    List<Change> awaitChanges(long after) throws InterruptedException;

    /**
     * Changes the permission bits of a node, as chmod does in sysfs.
     *
     * @param node the node
     * @param permissions the new bits
     * @throws ErrnoException EPERM where the file system refuses
     */
    void changePermissions(Node node, int permissions) throws ErrnoException;
}
