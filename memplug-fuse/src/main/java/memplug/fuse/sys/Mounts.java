package memplug.fuse.sys;

import java.lang.foreign.Arena;
import memplug.tree.ErrnoException;

/** Mounting, in the mount namespace of the calling thread. */
public final class Mounts {
    /** Programs there do not run as their owners. */
    public static final int NO_SUID = 2;

    /** Device nodes there cannot be opened. */
    public static final int NO_DEVICES = 4;

    /** Programs there cannot be run. */
    public static final int NO_EXEC = 8;

    /** With {@link #unmount}: the file system gives up on whatever is still asked of it. */
    public static final int FORCE = 1;

    /** With {@link #unmount}: the mount leaves the tree now, and goes when its last user is done. */
    public static final int DETACH = 2;

    private static final int BIND = 0x1000;
    private static final int RECURSIVE = 0x4000;
    private static final int PRIVATE = 0x4_0000;
    private static final int RELATIVE_ACCESS_TIMES = 0x20_0000;

    private Mounts() {}

    /**
     * Mounts a file system.
     *
     * @param source what the table of mounts shows as mounted
     * @param target the directory to mount at
     * @param type the file system's type
     * @param flags the or of the constants here
     * @param options what the file system itself reads
     * @throws ErrnoException if the kernel refuses
     */
    public static void mount(String source, String target, String type, int flags, String options)
            throws ErrnoException {
        call(source, target, type, flags | RELATIVE_ACCESS_TIMES, options);
    }

    /**
     * Lets a directory or file be seen at another place too, with all that is mounted below it.
     *
     * @param source what is to be seen
     * @param target where, of the same kind
     * @throws ErrnoException if the kernel refuses
     */
    public static void bind(String source, String target) throws ErrnoException {
        call(source, target, "none", BIND | RECURSIVE, "");
    }

    /**
     * Stops mounts from spreading to or from other namespaces, at a mount and all below it.
     *
     * @param target the mount, such as {@code /}
     * @throws ErrnoException if the kernel refuses
     */
    public static void makePrivate(String target) throws ErrnoException {
        call("none", target, "none", PRIVATE | RECURSIVE, "");
    }

    /**
     * Unmounts.
     *
     * @param target where it is mounted
     * @param flags the or of {@link #FORCE} and {@link #DETACH}
     * @throws ErrnoException EINVAL if nothing is mounted there in this namespace
     */
    public static void unmount(String target, int flags) throws ErrnoException {
        try (var arena = Arena.ofConfined()) {
            Libc.require(SystemCall.UMOUNT2, target, arena.allocateFrom(target).address(), flags);
        }
    }

    private static void call(String source, String target, String type, long flags, String options)
            throws ErrnoException {
        try (var arena = Arena.ofConfined()) {
            Libc.require(
                    SystemCall.MOUNT,
                    target,
                    arena.allocateFrom(source).address(),
                    arena.allocateFrom(target).address(),
                    arena.allocateFrom(type).address(),
                    flags,
                    arena.allocateFrom(options).address());
        }
    }
}
