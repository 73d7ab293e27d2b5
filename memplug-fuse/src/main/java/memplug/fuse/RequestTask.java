package memplug.fuse;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import memplug.fuse.wire.Request;
import memplug.machine.kernel.Task;

/** Whoever waits for a request that may take long: the signals he gets are the interrupts of that request. */
final class RequestTask implements Task {
    /** How long to wait before trying again. */
    private static final long PAUSE_MILLISECONDS = 10;

    /** What takes longer than this is long. */
    private static final long LONG_NANOSECONDS = TimeUnit.MILLISECONDS.toNanos(50);

    private final long unique;
    private final boolean privileged;
    private final Runnable whenLong;
    private final long began = System.nanoTime();
    private final CountDownLatch interrupted = new CountDownLatch(1);
    private boolean known;

    /**
     * A request that begins now.
     *
     * @param request the request
     * @param whenLong called once if it takes long, by the thread that serves it and in the middle of that
     */
    RequestTask(Request request, Runnable whenLong) {
        this.unique = request.unique();
        this.privileged = isPrivileged(request);
        this.whenLong = whenLong;
    }

    /** {@return whether whoever makes a request counts as having every capability} */
    static boolean isPrivileged(Request request) {
        return request.user() == 0;
    }

    long unique() {
        return unique;
    }

    void interrupt() {
        interrupted.countDown();
    }

    @Override
    public boolean signalPending() {
        noticeLength();
        return interrupted.getCount() == 0;
    }

    @Override
    public boolean isPrivileged() {
        return privileged;
    }

    @Override
    public boolean tryAgain() {
        noticeLength();
        try {
            return !interrupted.await(PAUSE_MILLISECONDS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void noticeLength() {
        if (!known && System.nanoTime() - began > LONG_NANOSECONDS) {
            known = true;
            whenLong.run();
        }
    }
}
