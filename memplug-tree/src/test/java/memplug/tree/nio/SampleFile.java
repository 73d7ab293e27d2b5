package memplug.tree.nio;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import memplug.machine.kernel.Task;
import memplug.tree.Access;
import memplug.tree.Errno;
import memplug.tree.ErrnoException;
import memplug.tree.OpenFile;
import memplug.tree.RegularFile;
import org.jspecify.annotations.Nullable;

/** A file in memory. A write leaves its content alone and is only noted. */
final class SampleFile extends RegularFile {
    private static final AtomicLong INODES = new AtomicLong();

    private final byte[] content;
    private final long size;
    private final List<String> writes = new ArrayList<>();
    private int permissions;
    private int mostTaken = Integer.MAX_VALUE;
    private int released;
    private @Nullable Errno answer;

    SampleFile(int permissions, String content, long size) {
        super(nextInode());
        this.permissions = permissions;
        this.content = content.getBytes(StandardCharsets.UTF_8);
        this.size = size;
    }

    static long nextInode() {
        return INODES.incrementAndGet();
    }

    /** {@return what was written, each write by itself} */
    List<String> writes() {
        return writes;
    }

    /** {@return how many descriptors were closed} */
    int released() {
        return released;
    }

    /** From now on reads and writes answer with an error. */
    void answerWith(Errno errno) {
        answer = errno;
    }

    /** From now on a write takes no more than this. */
    void takeAtMost(int bytes) {
        mostTaken = bytes;
    }

    void changePermissions(int bits) {
        permissions = bits;
    }

    @Override
    public int permissions() {
        return permissions;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public OpenFile open(Access access) throws ErrnoException {
        if (access.reads() && (permissions & 0444) == 0) {
            throw new ErrnoException(Errno.EACCES, "never readable");
        }
        return new Opened();
    }

    private void mayFail(Task task) throws ErrnoException {
        if (answer != null) {
            throw new ErrnoException(answer, "as was asked for");
        }
        if (task.signalPending()) {
            throw new ErrnoException(Errno.EINTR, "a signal");
        }
    }

    /** The file, open. */
    private final class Opened implements OpenFile {
        @Override
        public byte[] read(long offset, int count, Task task) throws ErrnoException {
            mayFail(task);
            int from = (int) Math.min(offset, content.length);
            return Arrays.copyOfRange(content, from, Math.min(from + count, content.length));
        }

        @Override
        public int write(long offset, byte[] bytes, Task task) throws ErrnoException {
            mayFail(task);
            int taken = Math.min(bytes.length, mostTaken);
            writes.add(new String(bytes, 0, taken, StandardCharsets.UTF_8));
            return taken;
        }

        @Override
        public void release() {
            released++;
        }
    }
}
