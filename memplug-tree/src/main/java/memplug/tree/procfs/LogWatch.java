package memplug.tree.procfs;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import memplug.machine.kernel.Journal;
import memplug.machine.kernel.LogLine;
import org.jspecify.annotations.Nullable;

/** Tells those who poll an open file that the log has grown. It has a thread only while somebody waits. */
final class LogWatch {
    private final Journal<LogLine> log;
    private final Set<Runnable> waiting = new LinkedHashSet<>();
    private @Nullable Thread watcher;
    private boolean closed;

    LogWatch(Journal<LogLine> log) {
        this.log = log;
    }

    /**
     * Has somebody told, once, when there is a new line.
     *
     * @param seen how many lines there were when he looked
     * @param wakeup called then, by another thread
     */
    synchronized void tell(long seen, Runnable wakeup) {
        if (closed) {
            return;
        }
        waiting.add(wakeup);
        if (watcher == null) {
            watcher = Thread.ofVirtual().name("kmsg-watch").start(() -> watch(seen));
        }
    }

    private void watch(long seen) {
        try {
            while (!log.await(seen, 0)) {
                // Woken for nothing.
            }
            takeWaiting().forEach(Runnable::run);
        } catch (InterruptedException _) {
            // Closed: nobody waits any more.
        }
    }

    private synchronized List<Runnable> takeWaiting() {
        List<Runnable> due = List.copyOf(waiting);
        waiting.clear();
        watcher = null;
        return due;
    }

    /** Tells nobody any more. */
    synchronized void close() {
        closed = true;
        waiting.clear();
        if (watcher != null) {
            watcher.interrupt();
        }
    }
}
