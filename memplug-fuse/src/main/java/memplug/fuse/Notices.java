package memplug.fuse;

/** Tells the kernel what it did not ask. Safe for use by several threads. */
interface Notices {
    /**
     * A name no longer leads where it did. Waits for the directory's lock in the kernel, and so for the answers to all
     * look-ups in it: not to be called by a thread that others rely on to give those.
     *
     * @param directory the id of the directory's node
     * @param name the name
     */
    void nameChanged(long directory, String name);

    /**
     * A node's attributes have changed.
     *
     * @param node the node's id
     */
    void attributesChanged(long node);

    /**
     * Who waits for an open file may look again. Waits for nothing.
     *
     * @param kernelHandle what the kernel calls the open file
     */
    void pollAgain(long kernelHandle);
}
