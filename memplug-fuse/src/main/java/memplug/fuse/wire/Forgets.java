package memplug.fuse.wire;

import memplug.tree.ErrnoException;

/** What the kernel no longer remembers: each node and how many of its look-ups. */
public final class Forgets {
    private static final int HEADER_BYTES = 8;
    private static final int ONE_BYTES = 16;

    private Forgets() {}

    /** Takes what is forgotten. */
    public interface Taker {
        /**
         * Some look-ups of a node are forgotten.
         *
         * @param node the node's id
         * @param lookUps how many
         */
        void forget(long node, long lookUps);
    }

    /**
     * Reads a request about one node.
     *
     * @param request the request
     * @param taker takes it
     * @throws ErrnoException EINVAL if it is too short
     */
    public static void one(Request request, Taker taker) throws ErrnoException {
        taker.forget(request.node(), request.longAt(0));
    }

    /**
     * Reads a request about many nodes.
     *
     * @param request the request
     * @param taker takes each
     * @throws ErrnoException EINVAL if it is too short
     */
    public static void batch(Request request, Taker taker) throws ErrnoException {
        int count = request.intAt(0);
        for (int i = 0; i < count; i++) {
            int at = HEADER_BYTES + i * ONE_BYTES;
            taker.forget(request.longAt(at), request.longAt(at + Long.BYTES));
        }
    }
}
