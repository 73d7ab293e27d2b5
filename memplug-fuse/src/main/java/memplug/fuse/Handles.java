package memplug.fuse;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import memplug.tree.Errno;
import memplug.tree.ErrnoException;
import org.jspecify.annotations.Nullable;

/**
 * What programs have opened, by the numbers that the kernel refers to it by. Safe for use by several threads.
 *
 * @param <T> what was opened
 */
final class Handles<T> {
    private final ConcurrentHashMap<Long, T> open = new ConcurrentHashMap<>();
    private final AtomicLong last = new AtomicLong();

    long add(T opened) {
        long handle = last.incrementAndGet();
        open.put(handle, opened);
        return handle;
    }

    T get(long handle) throws ErrnoException {
        var opened = open.get(handle);
        if (opened == null) {
            throw new ErrnoException(Errno.EBADF, "nothing is open as " + handle);
        }
        return opened;
    }

    @Nullable
    T remove(long handle) {
        return open.remove(handle);
    }
}
