package memplug.fuse.posix;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import memplug.fuse.oracle.Expected;
import memplug.fuse.oracle.TreeCalls;
import memplug.fuse.posix.CallServer.Call;

/** System calls on a tree that is mounted, made by a {@link CallServer}. */
public final class RemoteCalls implements TreeCalls {
    private final Path root;
    private final Process process;
    private final DataOutputStream out;
    private final DataInputStream in;

    /**
     * Starts a server.
     *
     * @param root where the tree is mounted
     * @throws IOException if it cannot be started
     */
    public RemoteCalls(Path root) throws IOException {
        this.root = root;
        this.process = Program.start(CallServer.class);
        this.out = new DataOutputStream(new BufferedOutputStream(process.getOutputStream()));
        this.in = new DataInputStream(new BufferedInputStream(process.getInputStream()));
    }

    @SuppressWarnings("EnumOrdinal") // The other end is the same program.
    private RemoteCalls ask(Call call) throws IOException {
        out.writeByte(call.ordinal());
        return this;
    }

    private RemoteCalls with(byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
        return this;
    }

    private RemoteCalls with(String path) throws IOException {
        return with(root.resolve(path).toString().getBytes(ISO_8859_1));
    }

    private RemoteCalls with(long descriptor) throws IOException {
        out.writeLong(descriptor);
        return this;
    }

    private long answer() throws IOException {
        out.flush();
        return in.readLong();
    }

    @Override
    public long open(String path) throws IOException {
        return ask(Call.OPEN_TO_WRITE).with(path).answer();
    }

    @Override
    public long write(long descriptor, byte[] bytes) throws IOException {
        return ask(Call.WRITE).with(descriptor).with(bytes).answer();
    }

    @Override
    public void close(long descriptor) throws IOException {
        ask(Call.CLOSE).with(descriptor).answer();
    }

    @Override
    public boolean isStill(String path, long descriptor) throws IOException {
        return ask(Call.IS_STILL).with(path).with(descriptor).answer() == 1;
    }

    @Override
    public String read(String path) throws IOException {
        long length = ask(Call.READ).with(path).answer();
        return length < 0 ? Expected.describe(length) : new String(in.readNBytes((int) length), ISO_8859_1);
    }

    /** Interrupts no write: what does not end hangs, and the test with it. */
    @Override
    public boolean hadToInterrupt() {
        return false;
    }

    @Override
    public void close() throws IOException {
        out.close();
        process.onExit().join();
    }
}
