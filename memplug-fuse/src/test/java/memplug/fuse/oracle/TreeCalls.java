package memplug.fuse.oracle;

import java.io.IOException;

/** A mounted tree, as whoever makes system calls sees it. Paths are below its root, such as {@code sys/bus}. */
public interface TreeCalls extends AutoCloseable {
    /** {@return what a file is open for writing as, or the negated number of an error} */
    long open(String path) throws IOException;

    /** {@return how many bytes were taken, or the negated number of an error} */
    long write(long descriptor, byte[] bytes) throws IOException;

    /** Closes what is open. */
    void close(long descriptor) throws IOException;

    /** {@return whether a path leads to a file that is open} */
    boolean isStill(String path, long descriptor) throws IOException;

    /** {@return what a file shows, or what the error is called} */
    String read(String path) throws IOException;

    /** {@return whether a write had to be interrupted, because it took so long, since this was asked last} */
    boolean hadToInterrupt();

    /**
     * Opens a file, writes once, and closes it.
     *
     * @return how many bytes were taken, or the negated number of an error
     */
    default long write(String path, byte[] bytes) throws IOException {
        long descriptor = open(path);
        if (descriptor < 0) {
            return descriptor;
        }
        long answer = write(descriptor, bytes);
        close(descriptor);
        return answer;
    }

    @Override
    void close() throws IOException;
}
