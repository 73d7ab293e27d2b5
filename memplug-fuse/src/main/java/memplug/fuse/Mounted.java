package memplug.fuse;

import memplug.fuse.wire.Request;
import memplug.tree.Errno;
import memplug.tree.ErrnoException;
import memplug.tree.FileTree;
import memplug.tree.Node;

/**
 * A tree with what the kernel knows of it.
 *
 * @param tree the tree
 * @param nodes the nodes that the kernel knows
 * @param invalidations makes it forget
 * @param stat the nodes' attributes
 */
record Mounted(FileTree tree, NodeTable nodes, Invalidations invalidations, Stat stat) {
    /** "Stale file handle": the kernel walks the path again, and asks about each name anew. */
    static final int ESTALE = 116;

    /**
     * {@return the node that a request is about, whether it still exists or not}
     *
     * @param request the request
     * @throws ErrnoException ESTALE if the kernel was never told of it
     */
    Node node(Request request) throws ErrnoException {
        var known = nodes.get(request.node());
        if (known == null) {
            throw stale(request);
        }
        return known.node();
    }

    /**
     * {@return the node that a request is about, if it exists, or if no name led to it} In the latter case the program
     * holds it open or stands in it.
     *
     * @param request the request
     * @throws ErrnoException ESTALE if a name leads to it that now means another, or nothing
     */
    Node existingOrHeld(Request request) throws ErrnoException {
        var node = node(request);
        if (!node.exists() && !nodes.comesAgain(request.node(), request.thread())) {
            throw stale(request);
        }
        return node;
    }

    /**
     * {@return the node that a request is about, if it exists, or if no name leads to it any more} For requests that
     * may be made without a path to walk again. A path that was being walked when its name was dropped leads here too.
     *
     * @param request the request
     * @throws ErrnoException ESTALE if a name may still lead to it
     */
    Node existingOrUnnamed(Request request) throws ErrnoException {
        var node = node(request);
        if (!node.exists() && !invalidations.upToDate()) {
            throw stale(request);
        }
        return node;
    }

    private static ErrnoException stale(Request request) {
        return new ErrnoException(ESTALE, "node " + request.node() + " is gone");
    }

    static ErrnoException refuse(Errno errno, Node node) {
        return new ErrnoException(errno, "node " + node.inode());
    }
}
