package memplug.tree.procfs;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import memplug.machine.kernel.Journal;
import memplug.machine.kernel.LogLine;
import memplug.machine.kernel.Task;
import memplug.tree.Errno;
import memplug.tree.ErrnoException;
import memplug.tree.OpenFile;

/**
 * An open /proc/kmsg: the kernel log as text. As kernel/printk/printk.c: syslog_print(), but that each open file has a
 * place of its own in the log, where Linux has one for all.
 */
final class ProcKmsg implements OpenFile {
    private static final int MICROSECONDS_PER_SECOND = 1_000_000;
    private static final byte[] NOTHING = {};

    private final LogReader reader;
    private final LogWatch watch;
    private byte[] rest = NOTHING;

    ProcKmsg(Journal<LogLine> log) {
        this.reader = new LogReader(log);
        this.watch = new LogWatch(log);
    }

    @Override
    public boolean mayBlock() {
        return true;
    }

    /** {@return as many lines as have room; of a line that is longer, what has room, and then the rest} */
    @Override
    public byte[] read(long offset, int size, Task task) throws ErrnoException {
        while (size > 0) {
            byte[] text = take(size);
            if (text.length > 0) {
                return text;
            }
            LogReader.pause(task);
        }
        return NOTHING;
    }

    private synchronized byte[] take(int size) {
        if (rest.length == 0) {
            rest = lines(size);
        }
        byte[] taken = Arrays.copyOf(rest, Math.min(size, rest.length));
        rest = Arrays.copyOfRange(rest, taken.length, rest.length);
        return taken;
    }

    /** Whole lines that have room, but at least one if there is one. */
    private byte[] lines(int size) {
        byte[] lines = NOTHING;
        reader.skipLost();
        for (var line = reader.peek(); line.isPresent(); line = reader.peek()) {
            byte[] text = text(line.get());
            if (lines.length > 0 && lines.length + text.length > size) {
                break;
            }
            int before = lines.length;
            lines = Arrays.copyOf(lines, before + text.length);
            System.arraycopy(text, 0, lines, before, text.length);
            reader.advance();
        }
        return lines;
    }

    /** As kernel/printk/printk.c: record_print_text(): each line of a record has the prefix. */
    private static byte[] text(LogLine line) {
        String prefix = String.format(
                Locale.ROOT,
                "<%d>[%5d.%06d] ",
                line.level().number(),
                line.microseconds() / MICROSECONDS_PER_SECOND,
                line.microseconds() % MICROSECONDS_PER_SECOND);
        String text = prefix + line.text().replace("\n", "\n" + prefix) + "\n";
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public int write(long offset, byte[] bytes, Task task) throws ErrnoException {
        throw new ErrnoException(Errno.EIO, "/proc/kmsg cannot be written");
    }

    @Override
    public int poll(Runnable wakeup) {
        if (hasRest() || reader.isReady()) {
            return POLLIN;
        }
        watch.tell(reader.next(), wakeup);
        return 0;
    }

    private synchronized boolean hasRest() {
        return rest.length > 0;
    }

    @Override
    public void release() {
        watch.close();
    }
}
