package memplug.tree.nio;

import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileSystemException;
import java.util.concurrent.atomic.AtomicBoolean;
import memplug.machine.kernel.Task;
import memplug.tree.Access;
import memplug.tree.ErrnoException;
import memplug.tree.OpenFile;

/**
 * An open file as a channel: a read is one read(2), a write is one write(2) with all that the buffer holds. Safe for
 * use by several threads: as in Linux (fs/file.c: fdget_pos()) one at a time reads or writes, under the channel's
 * monitor; closing does not wait for it.
 */
final class OpenFileChannel implements SeekableByteChannel {
    private final MachinePath path;
    private final OpenFile file;
    private final Access access;
    private final long size;
    private final Task task;
    private final OpenHandles handles;
    private final AtomicBoolean closed = new AtomicBoolean();
    private long position;

    OpenFileChannel(MachinePath path, SystemCalls.Opened opened, Access access, Task task, OpenHandles handles) {
        this.path = path;
        this.file = opened.file();
        this.access = access;
        this.size = opened.node().size();
        this.task = task;
        this.handles = handles;
    }

    @Override
    public synchronized int read(ByteBuffer target) throws ClosedChannelException, FileSystemException {
        requireOpen();
        if (!access.reads()) {
            throw new NonReadableChannelException();
        }
        if (!target.hasRemaining()) {
            return 0;
        }
        byte[] bytes = answer(() -> file.read(position, target.remaining(), task));
        target.put(bytes);
        position += bytes.length;
        return bytes.length == 0 ? -1 : bytes.length;
    }

    @Override
    public synchronized int write(ByteBuffer source) throws ClosedChannelException, FileSystemException {
        requireWritable();
        byte[] bytes = new byte[source.remaining()];
        source.duplicate().get(bytes);
        int taken = answer(() -> file.write(position, bytes, task));
        source.position(source.position() + taken);
        position += taken;
        return taken;
    }

    @Override
    public synchronized long position() throws ClosedChannelException {
        requireOpen();
        return position;
    }

    @Override
    public synchronized OpenFileChannel position(long newPosition) throws ClosedChannelException {
        requireOpen();
        requireNotNegative(newPosition);
        position = newPosition;
        return this;
    }

    /** {@return what {@code stat} shows, which is not how much there is to read} */
    @Override
    public long size() throws ClosedChannelException {
        requireOpen();
        return size;
    }

    /** Succeeds and changes no file, as fs/kernfs/inode.c: kernfs_iop_setattr(). */
    @Override
    public synchronized OpenFileChannel truncate(long newSize) throws ClosedChannelException {
        requireWritable();
        requireNotNegative(newSize);
        position = Math.min(position, newSize);
        return this;
    }

    @Override
    public boolean isOpen() {
        return !closed.get();
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            handles.closed(this);
            file.release();
        }
    }

    private void requireOpen() throws ClosedChannelException {
        if (closed.get()) {
            throw new ClosedChannelException();
        }
    }

    private void requireWritable() throws ClosedChannelException {
        requireOpen();
        if (!access.writes()) {
            throw new NonWritableChannelException();
        }
    }

    private static void requireNotNegative(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("negative: " + bytes);
        }
    }

    /** A call on an open file. */
    private interface Call<R> {
        R make() throws ErrnoException;
    }

    /** Not as a call by path: ENOENT, say, is not about this file but about the value. */
    private <R> R answer(Call<R> call) throws ErrnoFileSystemException {
        try {
            return call.make();
        } catch (ErrnoException e) {
            throw new ErrnoFileSystemException(path.toString(), null, e);
        }
    }
}
