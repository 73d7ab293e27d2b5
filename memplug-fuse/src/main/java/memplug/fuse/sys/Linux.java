package memplug.fuse.sys;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.time.Duration;
import memplug.tree.ErrnoException;

/** Descriptors, device nodes and who the caller is. */
public final class Linux {
    /** {@link #open} for reading only. */
    public static final int O_RDONLY = 0;

    /** {@link #open} for reading and writing. */
    public static final int O_RDWR = 2;

    /** {@link #open} so that no program started later inherits the descriptor. */
    public static final int O_CLOEXEC = 02000000;

    /** {@link #open} so that reading does not wait: EAGAIN. */
    public static final int O_NONBLOCK = 04000;

    /** {@link #poll} for something to read. */
    public static final short POLLIN = 1;

    private static final int AT_FDCWD = -100;

    private Linux() {}

    /**
     * Opens a file.
     *
     * @param path its path
     * @param flags the or of the constants here
     * @return the descriptor, the caller's to close
     * @throws ErrnoException if it cannot be opened
     */
    public static int open(String path, int flags) throws ErrnoException {
        try (var arena = Arena.ofConfined()) {
            long name = arena.allocateFrom(path).address();
            return (int) Libc.require(SystemCall.OPENAT, path, AT_FDCWD, name, flags);
        }
    }

    /**
     * Closes a descriptor.
     *
     * @param descriptor an open descriptor
     * @throws ErrnoException what a delayed write ended with; the descriptor is closed even so
     */
    public static void close(int descriptor) throws ErrnoException {
        Libc.require(SystemCall.CLOSE, "", descriptor);
    }

    /**
     * Hands a device a 32-bit number.
     *
     * @param descriptor the open device
     * @param request what is asked of it
     * @param argument the number
     * @throws ErrnoException if the device refuses
     */
    public static void ioctl(int descriptor, int request, int argument) throws ErrnoException {
        try (var arena = Arena.ofConfined()) {
            long address = arena.allocateFrom(JAVA_INT, argument).address();
            Libc.require(SystemCall.IOCTL, "", descriptor, Integer.toUnsignedLong(request), address);
        }
    }

    /**
     * Waits until a descriptor is ready.
     *
     * @param descriptor an open descriptor
     * @param events the events waited for
     * @param timeout how long at most
     * @return the events that hold, 0 when the time is over
     * @throws ErrnoException if the wait was interrupted
     */
    public static int poll(int descriptor, short events, Duration timeout) throws ErrnoException {
        try (var arena = Arena.ofConfined()) {
            var time = arena.allocateFrom(JAVA_LONG, timeout.toSeconds(), timeout.toNanosPart());
            var waiting = arena.allocate(8, 4);
            waiting.set(JAVA_INT, 0, descriptor);
            waiting.set(JAVA_SHORT, 4, events);
            Libc.require(SystemCall.PPOLL, "", waiting.address(), 1, time.address());
            return waiting.get(JAVA_SHORT, 6);
        }
    }

    /**
     * Makes a character device's node.
     *
     * @param path where
     * @param permissions such as 0600, less the caller's umask
     * @param major the device's major number
     * @param minor the device's minor number
     * @throws ErrnoException EPERM in a user namespace other than the first
     */
    public static void makeCharacterDevice(String path, int permissions, int major, int minor) throws ErrnoException {
        int characterDevice = 0020000;
        try (var arena = Arena.ofConfined()) {
            long name = arena.allocateFrom(path).address();
            Libc.require(
                    SystemCall.MKNODAT,
                    path,
                    AT_FDCWD,
                    name,
                    characterDevice | permissions,
                    Integer.toUnsignedLong(deviceNumber(major, minor)));
        }
    }

    /**
     * {@return a device's numbers in one, as the kernel's interfaces hold them in 32 bits}
     *
     * @param major the major number, 12 bits
     * @param minor the minor number, 20 bits
     */
    public static int deviceNumber(int major, int minor) {
        // As include/linux/kdev_t.h: new_encode_dev().
        return (minor & 0xff) | (major << 8) | ((minor & ~0xff) << 12);
    }

    /**
     * {@return the user this process acts as}
     *
     * @throws ErrnoException never
     */
    public static int effectiveUser() throws ErrnoException {
        return (int) Libc.require(SystemCall.GETEUID, "");
    }

    /**
     * {@return the group this process acts as}
     *
     * @throws ErrnoException never
     */
    public static int effectiveGroup() throws ErrnoException {
        return (int) Libc.require(SystemCall.GETEGID, "");
    }
}
