package memplug.machine.workload;

import memplug.machine.mm.Frames;

/**
 * A process that is to begin.
 *
 * @param name its name
 * @param bytes how much memory it maps; what does not fill a page, or a huge page, counts as one
 * @param policy from which nodes
 * @param kind what for
 */
public record ProcessRequest(String name, long bytes, Policy policy, PageKind kind) {
    /** The most memory that one process maps: 4 TiB. */
    public static final long MOST_BYTES = 1L << 42;

    public ProcessRequest {
        if (name.isBlank() || name.chars().anyMatch(Character::isWhitespace)) {
            throw new IllegalArgumentException("not the name of a process: \"" + name + "\"");
        }
        if (bytes <= 0 || bytes > MOST_BYTES) {
            throw new IllegalArgumentException("a process maps up to 4 TiB, and something at least: " + bytes);
        }
    }

    int pages() {
        return pages(bytes, kind);
    }

    /** As many pages as hold so many bytes, in whole huge pages if it is such. */
    static int pages(long bytes, PageKind kind) {
        long unit = kind.use().unit() * Frames.PAGE_BYTES;
        return (int) ((bytes + unit - 1) / unit * kind.use().unit());
    }
}
