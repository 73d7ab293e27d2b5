package memplug.fuse;

import java.io.IOException;

/** A mounted tree, as whoever makes system calls sees it. Paths are below its root, such as {@code sys/bus}. */
interface TreeCalls extends AutoCloseable {
    /**
     * Opens a file for writing, writes once, and closes it.
     *
     * @return how many bytes were taken, or the negated number of an error
     */
    long write(String path, byte[] bytes) throws IOException;

    /** {@return what a file shows} */
    String read(String path) throws IOException;

    /** {@return whether a write had to be interrupted, because it took so long, since this was asked last} */
    boolean hadToInterrupt();

    @Override
    void close() throws IOException;
}
