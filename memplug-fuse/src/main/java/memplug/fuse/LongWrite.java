package memplug.fuse;

/**
 * A write under way. If it takes long, the file's name is made to lead to a double, so that others can open it (see
 * {@link NodeTable}).
 */
final class LongWrite implements Runnable {
    private final NodeTable nodes;
    private final Notices notices;
    private final long node;
    private boolean busy;

    LongWrite(NodeTable nodes, Notices notices, long node) {
        this.nodes = nodes;
        this.notices = notices;
        this.node = node;
    }

    /** It takes long. */
    @Override
    public void run() {
        var known = nodes.get(node);
        if (known != null) {
            nodes.setBusy(node);
            busy = true;
            // On a thread of its own: this one may hold locks of the machine, and the notice waits.
            Thread.ofPlatform()
                    .daemon()
                    .name("memplug-fuse-busy")
                    .start(() -> notices.nameChanged(known.parent(), known.name()));
        }
    }

    /** It is over. */
    void end() {
        if (busy) {
            nodes.clearBusy(node);
        }
    }
}
