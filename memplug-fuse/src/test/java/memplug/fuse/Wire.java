package memplug.fuse;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Consumer;
import memplug.fuse.wire.Opcode;
import memplug.fuse.wire.Reply;
import memplug.fuse.wire.Request;

/** A session's other end, without a kernel: requests made by hand. */
final class Wire implements Standby {
    private static final int BUFFER_BYTES = Handshake.LONGEST_WRITE + 4096;

    private final ByteBuffer incoming = ByteBuffer.allocate(BUFFER_BYTES).order(ByteOrder.nativeOrder());
    private final ByteBuffer outgoing = ByteBuffer.allocate(BUFFER_BYTES).order(ByteOrder.nativeOrder());
    private final Request request = new Request(incoming);
    private final Reply reply = new Reply(outgoing);
    private final Session session;
    private long unique = 2;
    private int user;

    Wire(Session session) {
        this.session = session;
    }

    Wire as(int user) {
        this.user = user;
        return this;
    }

    /** Makes and serves a request. Returns the reply from its header on, which has no bytes if there is none. */
    ByteBuffer ask(Opcode opcode, long node, Consumer<ByteBuffer> body) {
        incoming.clear().position(Request.HEADER_BYTES);
        body.accept(incoming);
        int length = incoming.position();
        unique += 2;
        incoming.putInt(0, length).putInt(4, opcode.number()).putLong(8, unique).putLong(16, node);
        incoming.putInt(24, user).putInt(28, user).putInt(32, 1).putInt(36, 0);
        return serve(length);
    }

    ByteBuffer ask(Opcode opcode, long node) {
        return ask(opcode, node, _ -> {});
    }

    /** Serves whatever bytes are given, of which at least a header's. */
    ByteBuffer askRaw(byte[] bytes) {
        incoming.put(0, bytes);
        return serve(bytes.length);
    }

    private ByteBuffer serve(int length) {
        request.received(length);
        int answer = session.serve(request, reply, this);
        return outgoing.slice(0, answer).order(ByteOrder.nativeOrder());
    }

    long lastUnique() {
        return unique;
    }

    static Consumer<ByteBuffer> name(String name) {
        return body -> body.put(name.getBytes(UTF_8)).put((byte) 0);
    }

    static int error(ByteBuffer reply) {
        return -reply.getInt(4);
    }

    static long longAt(ByteBuffer reply, int offset) {
        return reply.getLong(Reply.HEADER_BYTES + offset);
    }

    @Override
    public void stepAside() {}
}
