package memplug.fuse;

import java.util.HashMap;
import java.util.Map;

/**
 * The requests under way that can be interrupted. An interrupt may be read before the request it is for, on another
 * thread. The protocol's remedy, to answer EAGAIN so that it is sent again, works only on the queue that the request
 * came from; so interrupts for unknown requests are kept for a while instead. Most of them are for requests that were
 * answered already, and mean nothing.
 *
 * <p>Safe for use by several threads: every method takes the object's own lock.
 */
final class Interrupts {
    private static final int KEPT = 64;

    private final Map<Long, RequestTask> running = new HashMap<>();
    private final long[] early = new long[KEPT];
    private int nextEarly;
    private boolean all;

    synchronized void begin(RequestTask task) {
        running.put(task.unique(), task);
        if (all || cameEarly(task.unique())) {
            task.interrupt();
        }
    }

    private boolean cameEarly(long unique) {
        for (long kept : early) {
            if (kept == unique) {
                return true;
            }
        }
        return false;
    }

    synchronized void end(RequestTask task) {
        running.remove(task.unique(), task);
    }

    /**
     * Interrupts a request.
     *
     * @param unique its number, never 0
     */
    synchronized void interrupt(long unique) {
        var task = running.get(unique);
        if (task != null) {
            task.interrupt();
        } else {
            early[nextEarly] = unique;
            nextEarly = (nextEarly + 1) % KEPT;
        }
    }

    /** Interrupts every request, now and from now on. */
    synchronized void interruptAll() {
        all = true;
        running.values().forEach(RequestTask::interrupt);
    }
}
