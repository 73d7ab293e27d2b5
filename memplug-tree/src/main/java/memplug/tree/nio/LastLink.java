package memplug.tree.nio;

import java.nio.file.LinkOption;
import java.util.Arrays;

/** What a look-up does with a symbolic link in the last place of a path; those before it are always followed. */
enum LastLink {
    FOLLOWED,
    KEPT;

    /**
     * {@return what a caller asked for}
     *
     * @param options of which {@link LinkOption#NOFOLLOW_LINKS} counts
     */
    static LastLink of(Object... options) {
        return Arrays.asList(options).contains(LinkOption.NOFOLLOW_LINKS) ? KEPT : FOLLOWED;
    }
}
