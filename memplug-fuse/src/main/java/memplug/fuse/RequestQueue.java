package memplug.fuse;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import memplug.fuse.sys.Linux;
import memplug.fuse.sys.NativeBuffer;
import memplug.tree.Errno;
import memplug.tree.ErrnoException;

/**
 * Where one thread reads requests from and writes the answers to. For that thread only.
 *
 * <p>Whoever reads a file asks two or three times within microseconds. To wake a thread for each of them takes longer
 * than to answer them, most of all in a virtual machine whose processor has gone idle meanwhile; so the thread looks
 * for the next request a little while before it sleeps.
 */
final class RequestQueue implements AutoCloseable {
    private static final long LOOKING_NANOSECONDS = TimeUnit.MICROSECONDS.toNanos(150);

    /** Then it sleeps again. */
    private static final Duration LONG = Duration.ofDays(1);

    private final int descriptor;
    private final boolean isOwn;

    private RequestQueue(int descriptor, boolean isOwn) {
        this.descriptor = descriptor;
        this.isOwn = isOwn;
    }

    /**
     * A queue of a mount. It is the mount's own descriptor where /dev was replaced since: slower under load, and as good.
     *
     * @param device what carries the mount
     */
    static RequestQueue of(Device device) {
        try {
            return new RequestQueue(device.openQueue(), true);
        } catch (ErrnoException e) {
            return new RequestQueue(device.descriptor(), false);
        }
    }

    /**
     * Waits for a request and reads it.
     *
     * @param buffer where to
     * @return its length, or the negated error number
     */
    int read(NativeBuffer buffer) {
        int result = lookFor(buffer);
        while (result == -Errno.EAGAIN.number()) {
            sleep();
            result = buffer.readFrom(descriptor);
        }
        return result;
    }

    private int lookFor(NativeBuffer buffer) {
        int result = buffer.readFrom(descriptor);
        long end = System.nanoTime() + LOOKING_NANOSECONDS;
        while (result == -Errno.EAGAIN.number() && System.nanoTime() - end < 0) {
            Thread.onSpinWait();
            result = buffer.readFrom(descriptor);
        }
        return result;
    }

    /** Until there may be something to read, or the mount has ended. */
    private void sleep() {
        try {
            Linux.poll(descriptor, Linux.POLLIN, LONG);
        } catch (ErrnoException e) {
            // EINTR, the only way for it to fail: the caller looks again.
        }
    }

    /**
     * Writes an answer.
     *
     * @param buffer where it is
     * @param length how long it is, in bytes
     * @return how many bytes were written, or the negated error number
     */
    int write(NativeBuffer buffer, int length) {
        return buffer.writeTo(descriptor, length);
    }

    @Override
    public void close() throws ErrnoException {
        if (isOwn) {
            Linux.close(descriptor);
        }
    }
}
