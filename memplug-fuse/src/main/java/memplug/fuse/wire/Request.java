package memplug.fuse.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import memplug.tree.Errno;
import memplug.tree.ErrnoException;

/**
 * A message from the kernel. Offsets count from the start of the body, which follows the header. Its bytes are good
 * until the next message is read into the same memory.
 */
public final class Request {
    /** How long the header is, and so the shortest message. */
    public static final int HEADER_BYTES = 40;

    private final ByteBuffer bytes;
    private int end = HEADER_BYTES;

    /**
     * A view of a buffer.
     *
     * @param bytes where messages are read to, in the machine's byte order
     */
    public Request(ByteBuffer bytes) {
        this.bytes = bytes;
    }

    /**
     * Tells that another message has come.
     *
     * @param length how many bytes were read, at least {@link #HEADER_BYTES}
     */
    public void received(int length) {
        end = length;
    }

    /** {@return whether the message is as long as it says} */
    public boolean isWhole() {
        return bytes.getInt(0) == end;
    }

    /** {@return what is asked} */
    public Opcode opcode() {
        return Opcode.of(bytes.getInt(4));
    }

    /** {@return the number that the reply has to bear} */
    public long unique() {
        return bytes.getLong(8);
    }

    /** {@return the id of the node that is asked of} */
    public long node() {
        return bytes.getLong(16);
    }

    /** {@return the user who asks, as the mount's user namespace numbers users} */
    public int user() {
        return bytes.getInt(24);
    }

    /** {@return the group that asks} */
    public int group() {
        return bytes.getInt(28);
    }

    /** {@return the thread that asks, as the mount's process namespace numbers threads} */
    public int thread() {
        return bytes.getInt(32);
    }

    /**
     * {@return a number of the body}
     *
     * @param offset in bytes
     * @throws ErrnoException EINVAL if the message ends before
     */
    public int intAt(int offset) throws ErrnoException {
        return bytes.getInt(require(offset, Integer.BYTES));
    }

    /**
     * {@return a number of the body}
     *
     * @param offset in bytes
     * @throws ErrnoException EINVAL if the message ends before
     */
    public long longAt(int offset) throws ErrnoException {
        return bytes.getLong(require(offset, Long.BYTES));
    }

    byte[] bytesAt(int offset, int size) throws ErrnoException {
        int start = require(offset, size);
        byte[] copy = new byte[size];
        bytes.get(start, copy);
        return copy;
    }

    /**
     * {@return the name that the body is}
     *
     * @throws ErrnoException EINVAL if it is not ended by a NUL or no name of a directory's entry
     */
    public String name() throws ErrnoException {
        int length = 0;
        while (bytes.get(require(length, 1)) != 0) {
            length++;
        }
        // Bytes that are not UTF-8 become a character that no name of the tree has.
        String name = new String(bytesAt(0, length), StandardCharsets.UTF_8);
        if (name.isEmpty() || name.equals(".") || name.equals("..") || name.indexOf('/') >= 0) {
            throw new ErrnoException(Errno.EINVAL, "not a name: " + name);
        }
        return name;
    }

    private int require(int offset, int size) throws ErrnoException {
        int start = HEADER_BYTES + offset;
        if (size < 0 || start > end - size) {
            throw new ErrnoException(Errno.EINVAL, "the request ends at " + end);
        }
        return start;
    }
}
