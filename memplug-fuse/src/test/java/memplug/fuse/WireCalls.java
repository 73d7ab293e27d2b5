package memplug.fuse;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static memplug.fuse.Wire.error;
import static memplug.fuse.Wire.longAt;
import static memplug.fuse.Wire.name;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import memplug.fuse.oracle.Expected;
import memplug.fuse.oracle.TreeCalls;
import memplug.fuse.wire.Opcode;
import memplug.fuse.wire.Reply;

/**
 * System calls on a session without a kernel: the requests that a kernel would make of them that keeps no names. A write
 * that does not end is interrupted after a while, as if by a signal.
 */
final class WireCalls implements TreeCalls {
    private static final long PATIENCE_MILLISECONDS = 500;
    private static final int READ_BYTES = 65536;
    private static final int O_RDONLY = 0;
    private static final int O_WRONLY = 1;

    private final Wire wire;
    private final Wire other;
    private final Thread invalidations;
    private final Thread impatience;
    private final Map<Long, Long> nodes = new HashMap<>();
    private final List<Long> lookedUp = new ArrayList<>();
    private volatile long writing;
    private volatile boolean interrupted;

    WireCalls(Session session) {
        wire = new Wire(session);
        other = new Wire(session);
        invalidations = Thread.ofPlatform().daemon().name("invalidations").start(session.invalidations());
        impatience = Thread.ofPlatform().daemon().name("impatience").start(this::interruptWhatTakesLong);
    }

    private void interruptWhatTakesLong() {
        try {
            long last = 0;
            while (true) {
                TimeUnit.MILLISECONDS.sleep(PATIENCE_MILLISECONDS);
                long unique = writing;
                if (unique != 0 && unique == last) {
                    interrupted = true;
                    other.ask(Opcode.INTERRUPT, 0, body -> body.putLong(unique));
                }
                last = unique;
            }
        } catch (InterruptedException _) {
            // This is over.
        }
    }

    @Override
    public long open(String path) {
        try {
            long node = walk(path);
            return node < 0 ? node : open(node, O_WRONLY);
        } finally {
            forget();
        }
    }

    private long open(long node, int flags) {
        ByteBuffer reply =
                wire.ask(Opcode.OPEN, node, body -> body.putInt(flags).putInt(0));
        if (error(reply) != 0) {
            return -error(reply);
        }
        long handle = longAt(reply, 0);
        // What is open is not forgotten.
        nodes.put(handle, node);
        lookedUp.removeLast();
        return handle;
    }

    @Override
    public long write(long handle, byte[] bytes) {
        writing = wire.lastUnique() + 2;
        try {
            ByteBuffer reply = wire.ask(
                    Opcode.WRITE,
                    nodeOf(handle),
                    body -> body.putLong(handle)
                            .putLong(0)
                            .putInt(bytes.length)
                            .putInt(0)
                            .putLong(0)
                            .putInt(O_WRONLY)
                            .putInt(0)
                            .put(bytes));
            return error(reply) == 0 ? reply.getInt(Reply.HEADER_BYTES) : -error(reply);
        } finally {
            writing = 0;
        }
    }

    @Override
    public void close(long handle) {
        wire.ask(
                Opcode.RELEASE,
                nodeOf(handle),
                body -> body.putLong(handle).putInt(0).putInt(0).putLong(0));
        lookedUp.add(nodeOf(handle));
        nodes.remove(handle);
        forget();
    }

    private long nodeOf(long handle) {
        return nodes.getOrDefault(handle, 0L);
    }

    @Override
    public boolean isStill(String path, long handle) {
        try {
            return walk(path) == nodeOf(handle);
        } finally {
            forget();
        }
    }

    @Override
    public String read(String path) {
        try {
            long node = walk(path);
            long handle = node < 0 ? node : open(node, O_RDONLY);
            return handle < 0 ? Expected.describe(handle) : readAndClose(handle);
        } finally {
            forget();
        }
    }

    private String readAndClose(long handle) {
        ByteBuffer reply = wire.ask(
                Opcode.READ,
                nodeOf(handle),
                body -> body.putLong(handle)
                        .putLong(0)
                        .putInt(READ_BYTES)
                        .putInt(0)
                        .putLong(0)
                        .putLong(0));
        byte[] text = new byte[reply.limit() - Reply.HEADER_BYTES];
        reply.get(Reply.HEADER_BYTES, text);
        int error = error(reply);
        close(handle);
        return error == 0 ? new String(text, ISO_8859_1) : Expected.describe(-error);
    }

    private long walk(String path) {
        long node = NodeTable.ROOT_ID;
        for (String each : path.split("/", -1)) {
            ByteBuffer reply = wire.ask(Opcode.LOOKUP, node, name(each));
            if (error(reply) != 0) {
                return -error(reply);
            }
            node = longAt(reply, 0);
            lookedUp.add(node);
        }
        return node;
    }

    private void forget() {
        for (long node : lookedUp) {
            wire.ask(Opcode.FORGET, node, body -> body.putLong(1));
        }
        lookedUp.clear();
    }

    @Override
    public boolean hadToInterrupt() {
        boolean did = interrupted;
        interrupted = false;
        return did;
    }

    @Override
    public void close() {
        impatience.interrupt();
        invalidations.interrupt();
    }
}
