package memplug.fuse.sys;

import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import memplug.tree.ErrnoException;

/** A socket to the kernel's netlink, in the network namespace of the thread that opened it. */
public final class NetlinkSocket implements AutoCloseable {
    /** The protocol of uevents: the owner of the namespace may send one to the kernel, which passes it on to all. */
    public static final int KOBJECT_UEVENT = 15;

    private static final int AF_NETLINK = 16;
    private static final int SOCK_RAW = 3;
    private static final int ADDRESS_BYTES = 12;
    private static final int HEADER_BYTES = 16;
    private static final short NLMSG_MIN_TYPE = 0x10;
    private static final short NLM_F_REQUEST = 1;

    private final int descriptor;

    /**
     * Opens a socket.
     *
     * @param protocol such as {@link #KOBJECT_UEVENT}
     * @throws ErrnoException if the kernel refuses
     */
    public NetlinkSocket(int protocol) throws ErrnoException {
        descriptor = (int) Libc.require(SystemCall.SOCKET, "netlink", AF_NETLINK, SOCK_RAW | Linux.O_CLOEXEC, protocol);
    }

    /**
     * Sends the kernel a message.
     *
     * @param payload what follows the message's header
     * @throws ErrnoException EPERM without the privilege
     */
    public void send(byte[] payload) throws ErrnoException {
        var message = ByteBuffer.allocate(HEADER_BYTES + payload.length).order(ByteOrder.nativeOrder());
        message.putInt(message.capacity()).putShort(NLMSG_MIN_TYPE).putShort(NLM_F_REQUEST);
        message.putLong(0).put(payload).flip();
        try (var arena = Arena.ofConfined()) {
            var bytes = arena.allocate(message.capacity());
            bytes.asByteBuffer().put(message);
            // A sockaddr_nl that is zero but for its family is the kernel's.
            var kernel = arena.allocate(ADDRESS_BYTES, Integer.BYTES);
            kernel.asByteBuffer().order(ByteOrder.nativeOrder()).putShort((short) AF_NETLINK);
            Libc.require(
                    SystemCall.SENDTO,
                    "netlink",
                    descriptor,
                    bytes.address(),
                    bytes.byteSize(),
                    0,
                    kernel.address(),
                    ADDRESS_BYTES);
        }
    }

    @Override
    public void close() throws ErrnoException {
        Linux.close(descriptor);
    }
}
