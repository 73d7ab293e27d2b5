package memplug.fuse.wire;

/** Messages that the kernel did not ask for. Each returns the finished message's length, in bytes. */
public final class Notice {
    private static final int POLL = 1;
    private static final int INVALIDATE_INODE = 2;
    private static final int INVALIDATE_ENTRY = 3;

    /** An offset that stands for: the attributes, not the contents. */
    private static final long ATTRIBUTES_ONLY = -1;

    private Notice() {}

    /**
     * Who waits for an open file may look again.
     *
     * @param message where to write it
     * @param kernelHandle what the kernel calls the open file
     */
    public static int pollAgain(Reply message, long kernelHandle) {
        message.startNotice(POLL);
        return message.put(kernelHandle).finish();
    }

    /**
     * A node's attributes have changed.
     *
     * @param message where to write it
     * @param node the node's id
     */
    public static int attributesChanged(Reply message, long node) {
        message.startNotice(INVALIDATE_INODE);
        return message.put(node).put(ATTRIBUTES_ONLY).put(0L).finish();
    }

    /**
     * A name no longer leads where it did.
     *
     * @param message where to write it
     * @param directory the id of the directory's node
     * @param name the name
     */
    public static int nameChanged(Reply message, long directory, byte[] name) {
        message.startNotice(INVALIDATE_ENTRY);
        int flags = 0;
        return message.put(directory)
                .put(name.length)
                .put(flags)
                .put(name)
                .put(new byte[1])
                .finish();
    }
}
