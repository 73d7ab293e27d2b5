package memplug.tree.procfs;

import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import memplug.machine.kernel.Journal;
import memplug.machine.kernel.LogLine;
import memplug.machine.kernel.Task;
import memplug.tree.Errno;
import memplug.tree.ErrnoException;

/** How far one reader of the kernel log has come. Safe for use by several threads, by its monitor. */
final class LogReader {
    private final Journal<LogLine> log;
    private final Queue<LogLine> fetched = new ArrayDeque<>();
    private long next;

    /** A reader who begins at the oldest line that is kept. */
    LogReader(Journal<LogLine> log) {
        this.log = log;
        this.next = log.forgotten();
    }

    /** The number of the line that is read next. */
    synchronized long next() {
        return next;
    }

    /** Whether the next line is there. */
    synchronized boolean isReady() {
        return log.count() > next;
    }

    /** Goes on to the oldest line that is kept, and says whether lines were forgotten unread. */
    synchronized boolean skipLost() {
        long oldest = log.forgotten();
        if (oldest <= next) {
            return false;
        }
        next = oldest;
        fetched.clear();
        return true;
    }

    /** The next line without going on to the one after, if it is there. */
    synchronized Optional<LogLine> peek() {
        if (fetched.isEmpty() && isReady()) {
            fetched.addAll(log.since(next));
        }
        return Optional.ofNullable(fetched.peek());
    }

    /** Goes on to the line after the next. */
    synchronized void advance() {
        fetched.remove();
        next++;
    }

    /**
     * Waits a moment for a line.
     *
     * @throws ErrnoException EINTR if a signal came, EAGAIN if the task does not wait
     */
    static void pause(Task task) throws ErrnoException {
        if (task.signalPending()) {
            throw new ErrnoException(Errno.EINTR, "a signal came while waiting for the kernel log");
        }
        if (!task.tryAgain()) {
            throw task.signalPending()
                    ? new ErrnoException(Errno.EINTR, "a signal came while waiting for the kernel log")
                    : new ErrnoException(Errno.EAGAIN, "nothing new in the kernel log");
        }
    }
}
