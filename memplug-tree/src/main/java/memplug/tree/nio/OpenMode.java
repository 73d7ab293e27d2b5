package memplug.tree.nio;

import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import memplug.tree.Access;

/** How a file is to be opened: what {@link OpenOption}s come to here. */
record OpenMode(Access access, Creation creation, LastLink last) {
    /** What is to happen where there is no file. */
    enum Creation {
        NEVER,
        IF_MISSING,
        ALWAYS
    }

    /**
     * {@return what the options come to} Truncating, appending and synchronising change nothing for an attribute, which
     * takes each write as its whole value.
     *
     * @param options the options
     * @throws IllegalArgumentException if they contradict each other, as they would for the default file system
     * @throws UnsupportedOperationException if there is another than the standard ones, or DELETE_ON_CLOSE
     */
    static OpenMode of(Set<? extends OpenOption> options) {
        options.forEach(OpenMode::requireKnown);
        boolean append = options.contains(StandardOpenOption.APPEND);
        boolean write = append || options.contains(StandardOpenOption.WRITE);
        boolean read = !write || options.contains(StandardOpenOption.READ);
        if (append && (read || options.contains(StandardOpenOption.TRUNCATE_EXISTING))) {
            throw new IllegalArgumentException("APPEND goes neither with READ nor with TRUNCATE_EXISTING");
        }
        Creation creation = write ? creation(options) : Creation.NEVER;
        // As open(2): O_EXCL does not follow a link.
        LastLink last = creation == Creation.ALWAYS ? LastLink.KEPT : LastLink.of(options.toArray());
        return new OpenMode(access(read, write), creation, last);
    }

    private static Access access(boolean read, boolean write) {
        return !write ? Access.READ : read ? Access.READ_WRITE : Access.WRITE;
    }

    private static Creation creation(Set<? extends OpenOption> options) {
        if (options.contains(StandardOpenOption.CREATE_NEW)) {
            return Creation.ALWAYS;
        }
        return options.contains(StandardOpenOption.CREATE) ? Creation.IF_MISSING : Creation.NEVER;
    }

    private static void requireKnown(OpenOption option) {
        boolean known = option instanceof StandardOpenOption || option == LinkOption.NOFOLLOW_LINKS;
        if (!known || option == StandardOpenOption.DELETE_ON_CLOSE) {
            throw new UnsupportedOperationException("a machine's files cannot be opened with " + option);
        }
    }
}
