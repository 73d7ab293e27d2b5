package memplug.fuse.wire;

import memplug.tree.ErrnoException;

/**
 * A read of a file or a directory.
 *
 * @param handle what was opened
 * @param offset where to begin, in bytes for a file
 * @param size how many bytes at most
 * @param flags the descriptor's, as {@code open} takes them
 */
public record ReadIn(long handle, long offset, int size, int flags) {
    private static final int O_NONBLOCK = 04000;

    /**
     * {@return what a request says}
     *
     * @param request the request
     * @throws ErrnoException EINVAL if it is too short
     */
    public static ReadIn of(Request request) throws ErrnoException {
        return new ReadIn(request.longAt(0), request.longAt(8), request.intAt(16), request.intAt(32));
    }

    /** {@return whether it may wait for something to read} */
    public boolean mayWait() {
        return (flags & O_NONBLOCK) == 0;
    }
}
