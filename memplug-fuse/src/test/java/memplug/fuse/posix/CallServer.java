package memplug.fuse.posix;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;

/** A program that makes the system calls it is asked for on standard input, one after the other. */
public final class CallServer {
    private final DataInputStream in = new DataInputStream(new BufferedInputStream(System.in));
    private final DataOutputStream out = new DataOutputStream(new BufferedOutputStream(System.out));
    private final Posix posix = new Posix();
    private int opened;

    private CallServer() {}

    /** What can be asked for. */
    enum Call {
        /** Path; answers a descriptor. */
        OPEN_TO_WRITE,
        /** Descriptor, length and bytes; answers how many bytes were taken. */
        WRITE,
        /** Descriptor; answers nothing. */
        CLOSE,
        /** Path; answers the text, or the error. */
        READ,
        /** Path and descriptor; answers whether they are the same file, as 1 or 0. */
        IS_STILL
    }

    /**
     * Runs the program.
     *
     * @param arguments none
     */
    public static void main(String[] arguments) throws IOException {
        try {
            var server = new CallServer();
            while (true) {
                server.serve();
            }
        } catch (EOFException _) {
            // Nobody asks any more.
        }
    }

    private void serve() throws IOException {
        switch (Call.values()[in.readByte()]) {
            case OPEN_TO_WRITE -> out.writeLong(openToWrite(readText()));
            case WRITE -> out.writeLong(posix.write(in.readLong(), readBytes()));
            case CLOSE -> out.writeLong(posix.close(in.readLong()));
            case READ -> answerRead(readText());
            case IS_STILL -> {
                long inode = posix.inode(readText());
                out.writeLong(inode == posix.inode(in.readLong()) ? 1 : 0);
            }
        }
        out.flush();
    }

    /** As a shell does with {@code >}, every other time. */
    private long openToWrite(String path) {
        opened++;
        return posix.open(path, opened % 2 == 0 ? Posix.O_WRONLY | Posix.O_TRUNC : Posix.O_WRONLY);
    }

    private void answerRead(String path) throws IOException {
        long descriptor = posix.open(path, Posix.O_RDONLY);
        long length = descriptor < 0 ? descriptor : posix.read(descriptor);
        byte[] text = length < 0 ? new byte[0] : posix.text(length).getBytes(ISO_8859_1);
        if (descriptor >= 0) {
            posix.close(descriptor);
        }
        out.writeLong(length);
        out.write(text);
    }

    private String readText() throws IOException {
        return new String(readBytes(), ISO_8859_1);
    }

    private byte[] readBytes() throws IOException {
        return in.readNBytes(in.readInt());
    }
}
