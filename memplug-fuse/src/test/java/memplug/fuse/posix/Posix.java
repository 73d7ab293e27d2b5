package memplug.fuse.posix;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;

/**
 * System calls on files. Each returns what libc does, or the negated number of the error. For one thread at a time: it has
 * one buffer.
 */
public final class Posix {
    /** {@link #open} for reading. */
    public static final int O_RDONLY = 0;

    /** {@link #open} for writing. */
    public static final int O_WRONLY = 1;

    /** {@link #open} so that the file is empty then, as a shell does. */
    public static final int O_TRUNC = 01000;

    /** {@link #open} a directory. */
    public static final int O_DIRECTORY = 0200000;

    private static final int O_CLOEXEC = 02000000;
    private static final int AT_FDCWD = -100;
    private static final int AT_SYMLINK_NOFOLLOW = 0x100;
    private static final int AT_EMPTY_PATH = 0x1000;
    private static final int STATX_BASIC_STATS = 0x7ff;
    private static final int BUFFER_BYTES = 1 << 18;
    private static final int PATH_BYTES = 4096;

    private static final MethodHandle OPEN = bind("open", JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);
    private static final MethodHandle CLOSE = bind("close", JAVA_INT, JAVA_INT);
    private static final MethodHandle READ = bind("pread", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle WRITE = bind("write", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
    private static final MethodHandle READLINK = bind("readlink", JAVA_LONG, ADDRESS, ADDRESS, JAVA_LONG);
    private static final MethodHandle GETDENTS = bind("getdents64", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
    private static final MethodHandle STATX = bind("statx", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS);

    private final MemorySegment errno = Arena.ofAuto().allocate(8, 8);
    private final MemorySegment path = Arena.ofAuto().allocate(PATH_BYTES);
    private final MemorySegment buffer = Arena.ofAuto().allocate(BUFFER_BYTES, 8);

    @SuppressWarnings("restricted")
    private static MethodHandle bind(String name, MemoryLayout result, MemoryLayout... arguments) {
        var linker = Linker.nativeLinker();
        var function = linker.defaultLookup().findOrThrow(name);
        var shape = FunctionDescriptor.of(result, arguments);
        // The mode of open() is passed as a variadic argument is, which on Linux makes no difference to an int.
        return linker.downcallHandle(function, shape, Linker.Option.captureCallState("errno"));
    }

    /** A call that may fail. */
    private interface Call {
        long make() throws Throwable;
    }

    private long make(Call call) {
        try {
            long result = call.make();
            return result >= 0 ? result : -errno.get(JAVA_INT, 0);
        } catch (RuntimeException | Error failure) {
            throw failure;
        } catch (Throwable impossible) {
            throw new AssertionError("a native function throws nothing", impossible);
        }
    }

    private MemorySegment path(String text) {
        byte[] bytes = text.getBytes(ISO_8859_1);
        MemorySegment.copy(bytes, 0, path, JAVA_BYTE, 0, bytes.length);
        path.set(JAVA_BYTE, bytes.length, (byte) 0);
        return path;
    }

    /** {@return a descriptor} */
    public long open(String name, int flags) {
        return make(() -> (int) OPEN.invokeExact(errno, path(name), flags | O_CLOEXEC, 0));
    }

    /** {@return 0} */
    public long close(long descriptor) {
        return make(() -> (int) CLOSE.invokeExact(errno, (int) descriptor));
    }

    /** {@return how many bytes were read from the file's beginning, which {@link #text} then gives} */
    public long read(long descriptor) {
        return make(() -> (long) READ.invokeExact(errno, (int) descriptor, buffer, (long) BUFFER_BYTES, 0L));
    }

    /** {@return how many bytes were written} */
    public long write(long descriptor, byte[] bytes) {
        MemorySegment.copy(bytes, 0, buffer, JAVA_BYTE, 0, bytes.length);
        return make(() -> (long) WRITE.invokeExact(errno, (int) descriptor, buffer, (long) bytes.length));
    }

    /** {@return the length of a link's target, which {@link #text} then gives} */
    public long readLink(String name) {
        return make(() -> (long) READLINK.invokeExact(errno, path(name), buffer, (long) PATH_BYTES));
    }

    /** {@return the number of a file, links not followed} */
    public long inode(String name) {
        return inode(AT_FDCWD, name, AT_SYMLINK_NOFOLLOW);
    }

    /** {@return the number of an open file} */
    public long inode(long descriptor) {
        return inode((int) descriptor, "", AT_EMPTY_PATH);
    }

    private long inode(int directory, String name, int flags) {
        long result =
                make(() -> (int) STATX.invokeExact(errno, directory, path(name), flags, STATX_BASIC_STATS, buffer));
        // As include/uapi/linux/stat.h: struct statx.
        return result < 0 ? result : buffer.get(JAVA_LONG, 32);
    }

    /** {@return how many bytes of entries there are next in an open directory, which {@link #names} then gives} */
    public long listMore(long descriptor) {
        return make(() -> (long) GETDENTS.invokeExact(errno, (int) descriptor, buffer, (long) BUFFER_BYTES));
    }

    /** {@return the names that {@link #listMore} found, but for the dots; directories have a slash at their end} */
    public List<String> names(long length) {
        List<String> names = new ArrayList<>();
        long at = 0;
        while (at < length) {
            // As include/linux/dirent.h: struct linux_dirent64.
            String name = buffer.getString(at + 19, ISO_8859_1);
            if (!name.equals(".") && !name.equals("..")) {
                names.add(buffer.get(JAVA_BYTE, at + 18) == 4 ? name + "/" : name);
            }
            at += Short.toUnsignedInt(buffer.get(JAVA_SHORT, at + 16));
        }
        return names;
    }

    /** {@return what was read} */
    public String text(long length) {
        byte[] bytes = new byte[(int) length];
        MemorySegment.copy(buffer, JAVA_BYTE, 0, bytes, 0, bytes.length);
        return new String(bytes, ISO_8859_1);
    }
}
