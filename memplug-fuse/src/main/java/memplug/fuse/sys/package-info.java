/**
 * Linux's system calls, as far as memplug makes them: the one place below the JDK.
 *
 * <p>Every call goes through libc's {@code syscall}, bound once: binding a function costs tens of milliseconds when a
 * JVM has just started, and one binding serves all. Hence the table of numbers in {@code SystemCall}, for x86-64 and
 * AArch64. A call that fails throws {@link memplug.tree.ErrnoException} with what was tried; only reading and writing
 * through a {@link memplug.fuse.sys.NativeBuffer}, where errors are ordinary and frequent, return the negated number
 * as the kernel does.
 *
 * <p>No class here keeps state between calls but the buffers, and a buffer belongs to one thread at a time.
 */
@NullMarked
package memplug.fuse.sys;

import org.jspecify.annotations.NullMarked;
