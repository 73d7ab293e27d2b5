package memplug.fuse;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import memplug.tree.FileTree;
import memplug.tree.FileTree.Change;

/**
 * Makes the kernel forget names that came or went. Runs on a thread of its own, since the kernel takes the directory's
 * lock for it, which a look-up holds until it is answered.
 */
final class Invalidations implements Runnable {
    /** How long anyone waits for names to be forgotten; something is wrong then, and an answer is due. */
    private static final long PATIENCE_SECONDS = 5;

    private final FileTree tree;
    private final NodeTable nodes;
    private final Notices notices;
    private final Failures failures;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition progress = lock.newCondition();
    private volatile long sent;
    private volatile boolean ended;

    /** Made before anything is mounted: of what changed before, the kernel knows nothing. */
    Invalidations(FileTree tree, NodeTable nodes, Notices notices, Failures failures) {
        this.tree = tree;
        this.nodes = nodes;
        this.notices = notices;
        this.failures = failures;
        this.sent = tree.changes();
    }

    /** Sends what changes until the tree is closed or the thread is interrupted. */
    @Override
    public void run() {
        try {
            for (var changes = tree.awaitChanges(sent); !changes.isEmpty(); changes = tree.awaitChanges(sent)) {
                send(changes);
                progressTo(sent + changes.size());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            failures.add(e);
        } finally {
            ended = true;
            progressTo(sent);
        }
    }

    private void send(List<Change> changes) {
        long last = 0;
        for (var change : changes) {
            long directory = nodes.idOf(change.directory());
            // What the kernel does not know it need not forget.
            if (nodes.get(directory) != null) {
                notices.nameChanged(directory, change.name());
                if (directory != last) {
                    notices.attributesChanged(directory);
                }
                last = directory;
            }
        }
    }

    private void progressTo(long changes) {
        lock.lock();
        try {
            sent = changes;
            progress.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** {@return whether the kernel has forgotten all names that were gone before this call} */
    boolean upToDate() {
        return sent >= tree.changes();
    }

    /**
     * Waits until the kernel has forgotten all that changed before this call, so that whoever made the changes sees
     * them.
     */
    void awaitUpToDate() {
        long changes = tree.changes();
        if (sent >= changes || ended) {
            return;
        }
        lock.lock();
        try {
            long left = TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            while (sent < changes && !ended && left > 0) {
                left = progress.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }
}
