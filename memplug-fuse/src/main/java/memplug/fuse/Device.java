package memplug.fuse;

import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import memplug.fuse.sys.Linux;
import memplug.fuse.sys.NativeBuffer;
import memplug.tree.Errno;
import memplug.tree.ErrnoException;

/** The open /dev/fuse that carries a mount. Safe for use by several threads, and after it was closed. */
final class Device implements AutoCloseable {
    private static final String PATH = "/dev/fuse";

    /** {@code FUSE_DEV_IOC_CLONE}: makes an open /dev/fuse another queue of the mount of the given one. */
    private static final int CLONE = 0x8004_e500;

    /** Held for reading while the descriptor is used, so that its number cannot come to mean another file. */
    private final ReadWriteLock inUse = new ReentrantReadWriteLock();

    private final int descriptor;
    private boolean closed;

    /**
     * Opens the device, not yet of any mount.
     *
     * @throws ErrnoException if there is none, or it is not the caller's to use
     */
    Device() throws ErrnoException {
        descriptor = open();
    }

    private static int open() throws ErrnoException {
        return Linux.open(PATH, Linux.O_RDWR | Linux.O_CLOEXEC | Linux.O_NONBLOCK);
    }

    /** {@return the descriptor's number} */
    int descriptor() {
        return descriptor;
    }

    /**
     * {@return a descriptor for one thread to read requests from and write the answers to, which does not wait for any; the caller's to
     *     close}
     *
     * @throws ErrnoException if the device cannot be opened again
     */
    int openQueue() throws ErrnoException {
        int queue = open();
        try {
            Linux.ioctl(queue, CLONE, descriptor);
            return queue;
        } catch (ErrnoException e) {
            Linux.close(queue);
            throw e;
        }
    }

    /**
     * Sends a message.
     *
     * @param message where it is
     * @param length how long it is, in bytes
     * @return 0, or the error number
     */
    int send(NativeBuffer message, int length) {
        inUse.readLock().lock();
        try {
            return closed ? Errno.ENODEV.number() : -Math.min(0, message.writeTo(descriptor, length));
        } finally {
            inUse.readLock().unlock();
        }
    }

    @Override
    public void close() throws ErrnoException {
        inUse.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                Linux.close(descriptor);
            }
        } finally {
            inUse.writeLock().unlock();
        }
    }
}
