package memplug.fuse.wire;

import memplug.tree.ErrnoException;

/**
 * A question what can be done with an open file without waiting.
 *
 * @param handle what was opened
 * @param kernelHandle what the kernel calls it in a notice
 * @param flags whether a notice is wanted
 */
public record PollIn(long handle, long kernelHandle, int flags) {
    private static final int SCHEDULE_NOTIFY = 1;

    /**
     * {@return what a request says}
     *
     * @param request the request
     * @throws ErrnoException EINVAL if it is too short
     */
    public static PollIn of(Request request) throws ErrnoException {
        return new PollIn(request.longAt(0), request.longAt(8), request.intAt(16));
    }

    /** {@return whether someone waits, and wants to be told when the answer changes} */
    public boolean wantsNotice() {
        return (flags & SCHEDULE_NOTIFY) != 0;
    }
}
