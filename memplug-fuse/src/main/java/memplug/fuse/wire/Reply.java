package memplug.fuse.wire;

import java.nio.ByteBuffer;

/** A message to the kernel, written from its start to its end and sent at once. */
public final class Reply {
    /** How long the header is, and so the shortest message. */
    public static final int HEADER_BYTES = 16;

    /** How many bytes {@link #putEntry} takes. */
    public static final int ENTRY_BYTES = 40 + Attributes.BYTES;

    /** How many bytes an entry of a listing has before its name. */
    private static final int DIRENT_BYTES = 24;

    /** Names and attributes may be kept this long, in seconds: until they are invalidated. */
    public static final long VALID_SECONDS = 60;

    /** Numbers from here on are the kernel's own; it takes no reply that has one. */
    private static final int FIRST_INTERNAL_ERROR = 512;

    private static final int EIO = 5;

    private final ByteBuffer bytes;
    private final long nameSeconds;

    /**
     * A view of a buffer.
     *
     * @param bytes where messages are made, in the machine's byte order
     */
    public Reply(ByteBuffer bytes) {
        this(bytes, VALID_SECONDS);
    }

    /**
     * A view of a buffer.
     *
     * @param bytes where messages are made, in the machine's byte order
     * @param nameSeconds how long names may be kept, in seconds
     */
    public Reply(ByteBuffer bytes, long nameSeconds) {
        this.bytes = bytes;
        this.nameSeconds = nameSeconds;
    }

    /** {@return how many bytes still fit} */
    public int room() {
        return bytes.remaining();
    }

    /**
     * Begins the answer to a request.
     *
     * @param unique the request's number
     */
    public void start(long unique) {
        bytes.clear().putInt(0).putInt(0).putLong(unique);
    }

    /**
     * Begins a message that no request asked for.
     *
     * @param code what it is about
     */
    void startNotice(int code) {
        bytes.clear().putInt(0).putInt(code).putLong(0);
    }

    /** {@return the finished message's length, in bytes} */
    public int finish() {
        bytes.putInt(0, bytes.position());
        return bytes.position();
    }

    /**
     * Makes the message say that the request failed, whatever it said before.
     *
     * @param number a positive error number; those that the protocol cannot carry become EIO
     * @return the finished message's length
     */
    public int fail(int number) {
        int carried = number > 0 && number < FIRST_INTERNAL_ERROR ? number : EIO;
        bytes.position(HEADER_BYTES).putInt(4, -carried);
        return finish();
    }

    /**
     * Appends 32 bits.
     *
     * @param value the number
     * @return this
     */
    public Reply put(int value) {
        bytes.putInt(value);
        return this;
    }

    /**
     * Appends 64 bits.
     *
     * @param value the number
     * @return this
     */
    public Reply put(long value) {
        bytes.putLong(value);
        return this;
    }

    /**
     * Appends bytes.
     *
     * @param value the bytes
     * @return this
     */
    public Reply put(byte[] value) {
        bytes.put(value);
        return this;
    }

    /**
     * Appends attributes with how long they hold: {@code fuse_attr_out}.
     *
     * @param attributes the attributes
     */
    public void putAttributes(Attributes attributes) {
        put(VALID_SECONDS).put(0L);
        attributes.writeTo(this);
    }

    /**
     * Appends what a name leads to, with how long that holds: {@code fuse_entry_out}.
     *
     * @param node the node's id
     * @param attributes the node's attributes
     */
    public void putEntry(long node, Attributes attributes) {
        put(node).put(0L).put(nameSeconds).put(VALID_SECONDS).put(0L);
        attributes.writeTo(this);
    }

    /** Appends an entry that leads nowhere yet: the kernel looks the name up when it is used. */
    public void putNoEntry() {
        for (int i = 0; i < ENTRY_BYTES; i += Long.BYTES) {
            put(0L);
        }
    }

    /**
     * Appends a line of a listing: {@code fuse_dirent}.
     *
     * @param inode the node's number, as a program sees it
     * @param next where the listing goes on after this line
     * @param mode the node's type and permissions
     * @param name the name
     */
    public void putName(long inode, long next, int mode, byte[] name) {
        put(inode).put(next).put(name.length).put(mode >> 12 & 15).put(name);
        while (bytes.position() % Long.BYTES != 0) {
            bytes.put((byte) 0);
        }
    }

    /**
     * {@return how many bytes a line of a listing takes}
     *
     * @param name the name
     */
    public static int nameBytes(byte[] name) {
        return DIRENT_BYTES + (name.length + 7 & -Long.BYTES);
    }
}
