package memplug.machine.kernel;

import java.util.ArrayDeque;
import java.util.List;

/**
 * What happened, in order: kernel log lines and uevents are kept in one each. The oldest entries are forgotten when it
 * is full. It is a record of the machine's past and no part of its state: two machines with equal fingerprints may have
 * different journals. Safe for use by several threads, by its own monitor.
 *
 * @param <E> what is kept
 */
public final class Journal<E> {
    private final int capacity;
    private final ArrayDeque<E> entries;
    private long count;

    /**
     * An empty journal.
     *
     * @param capacity how many entries it keeps
     */
    public Journal(int capacity) {
        this.capacity = capacity;
        this.entries = new ArrayDeque<>();
    }

    private Journal(Journal<E> other) {
        synchronized (other) {
            this.capacity = other.capacity;
            this.entries = new ArrayDeque<>(other.entries);
            this.count = other.count;
        }
    }

    /** {@return an independent journal with the same entries} */
    public Journal<E> copy() {
        return new Journal<>(this);
    }

    /**
     * Adds an entry.
     *
     * @param entry the entry
     */
    public synchronized void add(E entry) {
        if (entries.size() == capacity) {
            entries.removeFirst();
        }
        entries.addLast(entry);
        count++;
        notifyAll();
    }

    /** {@return how many entries were ever added} */
    public synchronized long count() {
        return count;
    }

    /** {@return how many entries have been forgotten} */
    public synchronized long forgotten() {
        return count - entries.size();
    }

    /**
     * {@return the entries that are still kept of those added after the first {@code seen}}
     *
     * @param seen how many entries the caller knows
     */
    public synchronized List<E> since(long seen) {
        return entries.stream()
                .skip(Math.max(0, seen - (count - entries.size())))
                .toList();
    }

    /** {@return all entries that are kept} */
    public List<E> all() {
        return since(0);
    }

    /**
     * Waits until more than {@code seen} entries have been added.
     *
     * @param seen how many entries the caller knows
     * @param milliseconds how long to wait at most
     * @return whether there are more; may be false before the time is over
     * @throws InterruptedException if the caller was interrupted
     */
    public synchronized boolean await(long seen, long milliseconds) throws InterruptedException {
        if (count <= seen) {
            waitOnce(milliseconds);
        }
        return count > seen;
    }

    @SuppressWarnings("WaitNotInLoop") // Whoever awaits looks again, and may as well be woken for nothing.
    private synchronized void waitOnce(long milliseconds) throws InterruptedException {
        wait(milliseconds);
    }
}
