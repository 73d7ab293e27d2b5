package memplug.machine.workload;

import java.util.List;
import java.util.Optional;
import memplug.machine.mm.Frames;
import memplug.machine.phys.ByteSize;

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

    /**
     * {@return what is asked for in words such as {@code redis 4GiB node=1 movable}} A name and a size; then, if not the
     * default, one of {@code node=N}, {@code bind=N,M}, {@code preferred=N} and {@code interleave=N,M}, and the word of a
     * {@link PageKind}.
     *
     * @param words the words, with blanks between
     * @throws IllegalArgumentException if it is nothing such
     */
    public static ProcessRequest parse(String words) {
        String[] parts = words.strip().split("\\s+", -1);
        if (parts.length < 2) {
            throw new IllegalArgumentException("not a name and a size: " + words.strip());
        }
        Policy policy = Policy.onNode(0);
        PageKind kind = PageKind.MOVABLE;
        for (String part : List.of(parts).subList(2, parts.length)) {
            Optional<PageKind> word = PageKind.of(part);
            kind = word.orElse(kind);
            policy = word.isPresent() ? policy : Policy.parse(part);
        }
        return new ProcessRequest(parts[0], ByteSize.parse(parts[1]), policy, kind);
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
