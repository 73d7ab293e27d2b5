package memplug.fuse;

import memplug.fuse.NodeTable.Known;
import memplug.fuse.wire.Opcode;
import memplug.fuse.wire.Request;
import memplug.tree.Directory;
import memplug.tree.Errno;
import memplug.tree.ErrnoException;
import memplug.tree.FileTree;
import memplug.tree.Node;
import org.jspecify.annotations.Nullable;

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
        if (endsPath(request.opcode())) {
            nodes.arrives(request.thread());
        }
        return node;
    }

    /** Others come in the midst of a path, too: it may lead on through a symbolic link. */
    private static boolean endsPath(Opcode opcode) {
        return opcode == Opcode.OPEN || opcode == Opcode.OPENDIR;
    }

    /**
     * {@return the node that a request is about, or the one that has come in its place} Else as
     * {@link #existingOrHeld}. The kernel walks a path again only once, and this may be the second time.
     *
     * @param request the request
     * @throws ErrnoException ESTALE if a name leads to it that now means nothing
     */
    Node existingOrReplaced(Request request) throws ErrnoException {
        var known = nodes.get(request.node());
        var replacement = known == null || known.node().exists() ? null : replacement(known);
        return replacement == null ? existingOrHeld(request) : replacement;
    }

    private @Nullable Node replacement(Known gone) {
        var parent = nodes.get(gone.parent());
        if (parent == null) {
            return null;
        }
        var now = parent.node().exists() ? parent.node() : replacement(parent);
        return now instanceof Directory directory && directory.exists() ? find(directory, gone.name()) : null;
    }

    /** Finds what exists. What was found may have gone, and another come in its place, before this could tell. */
    static @Nullable Node find(Directory directory, String name) {
        var node = directory.lookUp(name).orElse(null);
        return node == null || node.exists() ? node : directory.lookUp(name).orElse(null);
    }

    /**
     * {@return the node that a request is about, if it exists, or if a program may hold it open; else the one that has
     * come in its place} The kernel asks for attributes with a path, which it walks again, and without one.
     *
     * @param request the request
     * @throws ErrnoException ESTALE if a name may still lead to it that means nothing now
     */
    Node existingOrOpen(Request request) throws ErrnoException {
        boolean mayBeHeld = invalidations.upToDate() || nodes.isOpen(request.node());
        return mayBeHeld ? node(request) : existingOrReplaced(request);
    }

    private static ErrnoException stale(Request request) {
        return new ErrnoException(ESTALE, "node " + request.node() + " is gone");
    }

    static ErrnoException refuse(Errno errno, Node node) {
        return new ErrnoException(errno, "node " + node.inode());
    }
}
