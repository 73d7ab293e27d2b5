package memplug.fuse;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import memplug.tree.ErrnoException;

/**
 * The threads that serve a mount. However many are held up by requests that take long, one more reads the next; those
 * that come back and are not needed wait until they are, up to a limit. Safe for use by several threads: the counts are
 * kept under the crew's own lock.
 *
 * <p>No more threads read than are asked for, since the kernel wakes those that do in turn: with more of them than there
 * is work for, each request goes to one that has slept longest, on another processor most often.
 */
final class Crew {
    /** More than this many writes at a time are rare, and threads that wait take memory. */
    private static final int MOST_WAITING = 4;

    private final Session session;
    private final Device device;
    private final Failures failures;
    private final int enoughReading;
    private final long nameSeconds;
    private final Thread invalidations;
    private final Semaphore calls = new Semaphore(0);
    private final CountDownLatch ended = new CountDownLatch(1);
    private int members;
    private int reading;
    private int started;
    private int waiting;

    Crew(Session session, Device device, Options options, Failures failures) {
        this.session = session;
        this.device = device;
        this.failures = failures;
        this.enoughReading = options.threads();
        this.nameSeconds = options.nameSeconds();
        this.invalidations =
                Thread.ofPlatform().daemon().name("memplug-fuse-invalidations").unstarted(session.invalidations());
    }

    /**
     * Begins to serve.
     *
     * @param threads how many threads read
     */
    void start(int threads) {
        invalidations.start();
        for (int i = 0; i < threads; i++) {
            addMember();
        }
    }

    private synchronized void addMember() {
        var thread = Thread.ofPlatform()
                .daemon()
                .name("memplug-fuse-" + started)
                .unstarted(new Worker(this, session, device, failures, nameSeconds));
        thread.start();
        started++;
        members++;
        reading++;
    }

    /** A member may be held up. If it was the last that reads, another takes its place first. */
    synchronized void stepAside() {
        if (reading == 1 && !callWaiting()) {
            addMember();
        }
        reading--;
    }

    private boolean callWaiting() {
        if (waiting == 0) {
            return false;
        }
        waiting--;
        reading++;
        calls.release();
        return true;
    }

    /** {@return whether a member that had stepped aside is to read again; else it is to leave} Waits until it is needed. */
    boolean comeBack() {
        synchronized (this) {
            if (reading < enoughReading) {
                reading++;
                return true;
            }
            if (waiting == MOST_WAITING) {
                return false;
            }
            waiting++;
        }
        calls.acquireUninterruptibly();
        return true;
    }

    /**
     * A member ends.
     *
     * @param wasReading whether it had not stepped aside
     */
    void leave(boolean wasReading) {
        if (countOut(wasReading)) {
            invalidations.interrupt();
            close();
            ended.countDown();
        }
    }

    private synchronized boolean countOut(boolean wasReading) {
        members--;
        if (wasReading) {
            reading--;
        }
        if (reading == 0) {
            // Who waits finds out by reading why this one left: the mount has ended, most likely.
            callWaiting();
        }
        return members == 0;
    }

    private void close() {
        try {
            device.close();
        } catch (ErrnoException e) {
            failures.add(e);
        }
    }

    boolean hasEnded() {
        return ended.getCount() == 0;
    }

    void awaitEnd() throws InterruptedException {
        ended.await();
    }

    /** {@return whether the last member has left within the given time} */
    boolean awaitEnd(long seconds) throws InterruptedException {
        return ended.await(seconds, TimeUnit.SECONDS);
    }
}
