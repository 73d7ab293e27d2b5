package memplug.fuse.wire;

/**
 * What {@code stat} shows of a node, all of which belong to user and group 0: {@code fuse_attr}.
 *
 * @param inode its number
 * @param size in bytes
 * @param mode its type and permissions
 * @param device a device node's numbers, as the kernel holds them in 32 bits
 * @param seconds when it came, since the epoch
 */
public record Attributes(long inode, long size, int mode, int device, long seconds) {
    static final int BYTES = 88;

    private static final int PREFERRED_READ_BYTES = 4096;

    void writeTo(Reply reply) {
        long blocks = 0;
        int nanoseconds = 0;
        // One link: directories are not counted, which programs know from file systems that cannot either.
        int links = 1;
        reply.put(inode).put(size).put(blocks);
        reply.put(seconds).put(seconds).put(seconds);
        reply.put(nanoseconds).put(nanoseconds).put(nanoseconds);
        int user = 0;
        int group = 0;
        int flags = 0;
        reply.put(mode).put(links).put(user).put(group);
        reply.put(device).put(PREFERRED_READ_BYTES).put(flags);
    }
}
