package memplug.fuse.sys;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import memplug.tree.ErrnoException;

/** The way into libc: its function {@code syscall}, with as many arguments as any call of ours takes. */
final class Libc {
    /** How much memory {@code errno} is captured in, in bytes. */
    static final int ERRNO_BYTES = 8;

    private static final MethodHandle SYSCALL = bind();

    private Libc() {}

    @SuppressWarnings("restricted")
    private static MethodHandle bind() {
        var linker = Linker.nativeLinker();
        // Variadic in C; integers are passed in the same registers all the same, on x86-64 and on AArch64 Linux.
        var shape = FunctionDescriptor.of(
                JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow("syscall"), shape, Linker.Option.captureCallState("errno"));
    }

    /**
     * Makes a system call.
     *
     * @param errno {@link #ERRNO_BYTES} of memory that no other thread uses meanwhile
     * @return the result, or the negated error number
     */
    static long call(MemorySegment errno, SystemCall call, long a, long b, long c, long d, long e, long f) {
        long result = invoke(errno, call.number(), a, b, c, d, e, f);
        return result >= 0 ? result : -errno.get(JAVA_INT, 0);
    }

    private static long invoke(MemorySegment errno, long number, long a, long b, long c, long d, long e, long f) {
        try {
            return (long) SYSCALL.invokeExact(errno, number, a, b, c, d, e, f);
        } catch (RuntimeException | Error failure) {
            throw failure;
        } catch (Throwable impossible) {
            throw new AssertionError("a native function throws nothing", impossible);
        }
    }

    /**
     * Makes a system call that has to succeed.
     *
     * @param call which call
     * @param subject what it is made on, for the exception's message
     * @param arguments up to six
     * @return the result, not negative
     * @throws ErrnoException if it fails
     */
    static long require(SystemCall call, String subject, long... arguments) throws ErrnoException {
        long[] six = new long[6];
        System.arraycopy(arguments, 0, six, 0, arguments.length);
        try (var arena = Arena.ofConfined()) {
            var errno = arena.allocate(ERRNO_BYTES, ERRNO_BYTES);
            long result = call(errno, call, six[0], six[1], six[2], six[3], six[4], six[5]);
            if (result < 0) {
                throw new ErrnoException((int) -result, call + " " + subject);
            }
            return result;
        }
    }
}
