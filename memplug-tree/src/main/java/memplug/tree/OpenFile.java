package memplug.tree;

import memplug.machine.kernel.Task;

/**
 * An open file. Safe for use by several threads; a read or write may block (a write of {@code state} for as long as
 * memory is being offlined), so a server calls them where blocking hurts no one else.
 */
public interface OpenFile {
    /** Events as {@code poll} numbers them: there is something to read. */
    int POLLIN = 0x001;

    /** Events as {@code poll} numbers them: there is something exceptional, such as a changed attribute. */
    int POLLPRI = 0x002;

    /** Events as {@code poll} numbers them: it can be written. */
    int POLLOUT = 0x004;

    /** Events as {@code poll} numbers them: an error, which for attributes comes with {@link #POLLPRI}. */
    int POLLERR = 0x008;

    /**
     * Reads.
     *
     * @param offset where to begin, in bytes
     * @param size how many bytes at most
     * @param task who reads. A read that has to wait asks it again and again: EINTR if a signal is pending, EAGAIN if
     *     there is none and {@link Task#tryAgain} says no, as it does for a descriptor opened with O_NONBLOCK, which
     *     reads as {@link Task#PLAIN}
     * @return the bytes read, none at the end
     * @throws ErrnoException what Linux would answer; ENODEV if what the file belongs to is gone
     */
    byte[] read(long offset, int size, Task task) throws ErrnoException;

    /**
     * {@return whether a read may have to wait, as reading /dev/kmsg waits for a line} Never so for attributes, which
     * a server may therefore read on the thread that took the request. A write is always taken to block.
     */
    default boolean mayBlock() {
        return false;
    }

    /**
     * Writes.
     *
     * @param offset where to begin, in bytes
     * @param bytes what to write
     * @param task who writes, asked between steps whether a signal is pending
     * @return how many bytes were taken
     * @throws ErrnoException what Linux would answer; ENODEV if what the file belongs to is gone
     */
    int write(long offset, byte[] bytes, Task task) throws ErrnoException;

    /**
     * {@return the poll events that hold now}
     *
     * @param wakeup called once, from any thread, when the events may have changed; not called for files that never
     *     change them
     */
    default int poll(Runnable wakeup) {
        return POLLIN | POLLOUT;
    }

    /** Called when the last descriptor is closed. */
    default void release() {}
}
