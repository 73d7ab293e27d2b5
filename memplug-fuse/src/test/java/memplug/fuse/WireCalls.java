package memplug.fuse;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static memplug.fuse.Wire.error;
import static memplug.fuse.Wire.longAt;
import static memplug.fuse.Wire.name;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import memplug.fuse.oracle.Expected;
import memplug.fuse.wire.Opcode;
import memplug.fuse.wire.Reply;

/**
 * System calls on a session without a kernel: the requests that the kernel would make of them, as long as it keeps no
 * names. A write that does not end is interrupted after a while, as if by a signal.
 */
final class WireCalls implements TreeCalls {
    private static final long PATIENCE_MILLISECONDS = 500;
    private static final int READ_BYTES = 65536;
    private static final int O_WRONLY = 1;

    private final Wire wire;
    private final Wire other;
    private final Thread invalidations;
    private final Thread impatience;
    private final List<Long> looked = new ArrayList<>();
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
    public long write(String path, byte[] bytes) {
        try {
            long node = walk(path);
            return node < 0 ? node : openAndWrite(node, bytes);
        } finally {
            forget();
        }
    }

    private long openAndWrite(long node, byte[] bytes) {
        long handle = open(node, O_WRONLY);
        if (handle < 0) {
            return handle;
        }
        try {
            return write(node, handle, bytes);
        } finally {
            release(node, handle);
        }
    }

    /** A file that stays open, and the node it is. */
    record Kept(long node, long handle) {}

    /** Opens a file that exists for writing, to keep it open. */
    Kept keep(String path) {
        try {
            long node = walk(path);
            return new Kept(node, node < 0 ? node : open(node, O_WRONLY));
        } finally {
            // The node stays known to the session, as to a kernel that keeps it for its open file.
            if (!looked.isEmpty()) {
                looked.removeLast();
            }
            forget();
        }
    }

    long write(Kept kept, byte[] bytes) {
        return write(kept.node(), kept.handle(), bytes);
    }

    void close(Kept kept) {
        release(kept.node(), kept.handle());
        looked.add(kept.node());
        forget();
    }

    /** {@return whether a path leads to a node that is kept open} */
    boolean isStill(String path, Kept kept) {
        try {
            return walk(path) == kept.node();
        } finally {
            forget();
        }
    }

    @Override
    public String read(String path) {
        try {
            long node = walk(path);
            long handle = node < 0 ? node : open(node, 0);
            return handle < 0 ? Expected.describe(handle) : readAndRelease(node, handle);
        } finally {
            forget();
        }
    }

    private String readAndRelease(long node, long handle) {
        ByteBuffer reply = wire.ask(Opcode.READ, node, body -> body.putLong(handle)
                .putLong(0)
                .putInt(READ_BYTES)
                .putInt(0)
                .putLong(0)
                .putLong(0));
        byte[] text = new byte[reply.limit() - Reply.HEADER_BYTES];
        reply.get(Reply.HEADER_BYTES, text);
        int error = error(reply);
        release(node, handle);
        return error == 0 ? new String(text, ISO_8859_1) : Expected.describe(-error);
    }

    private long walk(String path) {
        long node = NodeTable.ROOT_ID;
        for (String each : path.split("/")) {
            ByteBuffer reply = wire.ask(Opcode.LOOKUP, node, name(each));
            if (error(reply) != 0) {
                return -error(reply);
            }
            node = longAt(reply, 0);
            looked.add(node);
        }
        return node;
    }

    private void forget() {
        for (long node : looked) {
            wire.ask(Opcode.FORGET, node, body -> body.putLong(1));
        }
        looked.clear();
    }

    private long open(long node, int flags) {
        ByteBuffer reply = wire.ask(Opcode.OPEN, node, body -> body.putInt(flags).putInt(0));
        return error(reply) == 0 ? longAt(reply, 0) : -error(reply);
    }

    private long write(long node, long handle, byte[] bytes) {
        writing = wire.lastUnique() + 2;
        try {
            ByteBuffer reply = wire.ask(Opcode.WRITE, node, body -> body.putLong(handle)
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

    private void release(long node, long handle) {
        wire.ask(
                Opcode.RELEASE,
                node,
                body -> body.putLong(handle).putInt(0).putInt(0).putLong(0));
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
