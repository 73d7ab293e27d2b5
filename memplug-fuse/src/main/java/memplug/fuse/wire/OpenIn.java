package memplug.fuse.wire;

import memplug.tree.Access;
import memplug.tree.ErrnoException;

/**
 * A file to be opened.
 *
 * @param flags as {@code open} takes them
 */
public record OpenIn(int flags) {
    private static final int O_ACCMODE = 3;

    /**
     * {@return what a request says}
     *
     * @param request the request
     * @throws ErrnoException EINVAL if it is too short
     */
    public static OpenIn of(Request request) throws ErrnoException {
        return new OpenIn(request.intAt(0));
    }

    /** {@return what it is opened for} */
    public Access access() {
        return switch (flags & O_ACCMODE) {
            case 0 -> Access.READ;
            case 1 -> Access.WRITE;
            default -> Access.READ_WRITE;
        };
    }
}
