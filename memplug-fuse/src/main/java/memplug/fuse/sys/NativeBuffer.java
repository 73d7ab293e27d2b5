package memplug.fuse.sys;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Memory outside the heap that a descriptor is read into and written from, without a copy and without allocating. For
 * one thread at a time.
 */
public final class NativeBuffer {
    private final MemorySegment memory;
    private final MemorySegment errno;
    private final ByteBuffer bytes;

    /**
     * A buffer full of zeros, freed when it is no longer referred to.
     *
     * @param size in bytes
     */
    public NativeBuffer(int size) {
        var arena = Arena.ofAuto();
        memory = arena.allocate(size, Long.BYTES);
        errno = arena.allocate(Libc.ERRNO_BYTES, Libc.ERRNO_BYTES);
        bytes = memory.asByteBuffer().order(ByteOrder.nativeOrder());
    }

    /** {@return a view of all of the memory, in the machine's byte order} */
    public ByteBuffer bytes() {
        return bytes;
    }

    /**
     * Reads from a descriptor into the start of the buffer, waiting if there is nothing to be read.
     *
     * @param descriptor an open descriptor
     * @return how many bytes were read, or the negated error number
     */
    public int readFrom(int descriptor) {
        return (int) Libc.call(errno, SystemCall.READ, descriptor, memory.address(), memory.byteSize(), 0, 0, 0);
    }

    /**
     * Writes the start of the buffer to a descriptor, in one call.
     *
     * @param descriptor an open descriptor
     * @param length how many bytes
     * @return how many bytes were written, or the negated error number
     */
    public int writeTo(int descriptor, int length) {
        if (length > memory.byteSize()) {
            throw new IndexOutOfBoundsException(length);
        }
        return (int) Libc.call(errno, SystemCall.WRITE, descriptor, memory.address(), length, 0, 0, 0);
    }
}
