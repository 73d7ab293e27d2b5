package memplug.tree.procfs;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import memplug.machine.kernel.Journal;
import memplug.machine.kernel.Kernel;
import memplug.machine.kernel.LogLine;
import memplug.machine.kernel.Task;
import memplug.tree.Errno;
import memplug.tree.ErrnoException;
import memplug.tree.OpenFile;

/**
 * An open /dev/kmsg: every read gives one line of the kernel log, every write adds one. As kernel/printk/printk.c:
 * devkmsg_read(), devkmsg_write(), devkmsg_poll(). Offsets count for nothing.
 */
final class DeviceKmsg implements OpenFile {
    private final Kernel kernel;
    private final LogReader reader;
    private final LogWatch watch;

    DeviceKmsg(Kernel kernel) {
        Journal<LogLine> log = kernel.log();
        this.kernel = kernel;
        this.reader = new LogReader(log);
        this.watch = new LogWatch(log);
    }

    @Override
    public boolean mayBlock() {
        return true;
    }

    /**
     * {@return one record} EPIPE says once that lines were overwritten before they were read; EINVAL that the record
     * has no room, and it is passed over.
     */
    @Override
    public byte[] read(long offset, int size, Task task) throws ErrnoException {
        while (true) {
            Optional<byte[]> record = take(size);
            if (record.isPresent()) {
                return record.get();
            }
            LogReader.pause(task);
        }
    }

    private synchronized Optional<byte[]> take(int size) throws ErrnoException {
        if (reader.skipLost()) {
            throw new ErrnoException(Errno.EPIPE, "lines of the kernel log were overwritten before they were read");
        }
        Optional<byte[]> record = reader.peek().map(DeviceKmsg::record);
        if (record.isPresent()) {
            reader.advance();
            if (record.get().length > size) {
                throw new ErrnoException(Errno.EINVAL, "a record has no room in " + size + " bytes");
            }
        }
        return record;
    }

    /** As kernel/printk/printk.c: info_print_ext_header() and msg_add_ext_text(). */
    private static byte[] record(LogLine line) {
        StringBuilder text = new StringBuilder();
        text.append(line.level().number()).append(',').append(line.sequence()).append(',');
        text.append(line.microseconds()).append(",-;");
        for (byte each : line.text().getBytes(StandardCharsets.UTF_8)) {
            boolean plain = each >= ' ' && each < 127 && each != '\\';
            text.append(plain ? String.valueOf((char) each) : "\\x%02x".formatted(each));
        }
        return text.append('\n').toString().getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public int write(long offset, byte[] bytes, Task task) throws ErrnoException {
        UserLine.parse(bytes).log(kernel);
        return bytes.length;
    }

    @Override
    public int poll(Runnable wakeup) {
        long seen = reader.next();
        if (!reader.isReady()) {
            watch.tell(seen, wakeup);
            return 0;
        }
        return kernel.log().forgotten() > seen ? POLLIN | POLLERR | POLLPRI : POLLIN;
    }

    @Override
    public void release() {
        watch.close();
    }
}
