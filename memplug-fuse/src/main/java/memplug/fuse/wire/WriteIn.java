package memplug.fuse.wire;

import memplug.tree.ErrnoException;

/**
 * A write to a file.
 *
 * @param handle what was opened
 * @param offset where to begin, in bytes
 * @param flags the descriptor's, as {@code open} takes them
 * @param bytes what to write
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record WriteIn(long handle, long offset, int flags, byte[] bytes) {
    private static final int BYTES = 40;
    private static final int O_APPEND = 02000;

    /**
     * {@return what a request says}
     *
     * @param request the request
     * @throws ErrnoException EINVAL if it is too short
     */
    public static WriteIn of(Request request) throws ErrnoException {
        int size = request.intAt(16);
        return new WriteIn(request.longAt(0), request.longAt(8), request.intAt(32), request.bytesAt(BYTES, size));
    }

    /**
     * {@return where to begin} The kernel puts what is appended behind the size it knows, which says nothing of files
     * such as these; sysfs begins where the descriptor stands.
     */
    public long position() {
        return (flags & O_APPEND) == 0 ? offset : 0;
    }
}
