package memplug.fuse.wire;

import memplug.tree.ErrnoException;

/**
 * The kernel's greeting.
 *
 * @param major the protocol's version
 * @param minor and the version of its details
 * @param readAhead how far the kernel would like to read ahead, in bytes
 * @param flags what the kernel can do
 */
public record InitIn(int major, int minor, int readAhead, int flags) {
    /**
     * {@return what a request says}
     *
     * @param request the request
     * @throws ErrnoException EINVAL if it is too short
     */
    public static InitIn of(Request request) throws ErrnoException {
        return new InitIn(request.intAt(0), request.intAt(4), request.intAt(8), request.intAt(12));
    }
}
