package memplug.fuse;

import memplug.fuse.wire.InitIn;
import memplug.fuse.wire.Reply;

/** What is agreed upon when a mount begins. */
final class Handshake {
    /** The longest write that is taken at once, and, by what the kernel does unasked, the longest read. */
    static final int LONGEST_WRITE = 128 << 10;

    private static final int MAJOR = 7;

    /** The protocol as of Linux 6.2; older kernels lower it. */
    private static final int MINOR = 38;

    private static final int ASYNC_READ = 1 << 0;
    private static final int BIG_WRITES = 1 << 5;
    private static final int READDIRPLUS = 1 << 13;
    private static final int READDIRPLUS_AUTO = 1 << 14;
    private static final int PARALLEL_DIROPS = 1 << 18;
    private static final int CACHE_SYMLINKS = 1 << 23;

    /** Before Linux 6.15 a cached link was cut at its size, which is 0. */
    private static final int FIRST_MINOR_WITH_SOUND_SYMLINK_CACHE = 43;

    /** How many requests that no one waits for may be under way. */
    private static final short BACKGROUND = 64;

    private static final short CONGESTED_BACKGROUND = 48;

    private Handshake() {}

    static int answer(InitIn in, Reply reply) {
        reply.put(MAJOR).put(Math.min(MINOR, in.minor())).put(in.readAhead()).put(in.flags() & wanted(in));
        reply.put(CONGESTED_BACKGROUND << 16 | BACKGROUND).put(LONGEST_WRITE);
        int timeGranularity = 1;
        reply.put(timeGranularity);
        int noMaximumOfPages = 0;
        reply.put(noMaximumOfPages);
        long unused = 0;
        reply.put(unused).put(unused).put(unused).put(unused);
        return reply.finish();
    }

    private static int wanted(InitIn in) {
        int always = ASYNC_READ | BIG_WRITES | READDIRPLUS | READDIRPLUS_AUTO | PARALLEL_DIROPS;
        return in.minor() >= FIRST_MINOR_WITH_SOUND_SYMLINK_CACHE ? always | CACHE_SYMLINKS : always;
    }
}
