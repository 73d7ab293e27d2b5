package memplug.tree.nio;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.ClosedFileSystemException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What is open in a file system, to be closed with it. Safe for use by several threads: the set is concurrent. */
final class OpenHandles implements Closeable {
    private final Set<Closeable> handles = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    boolean isClosed() {
        return closed;
    }

    void requireOpen() {
        if (closed) {
            throw new ClosedFileSystemException();
        }
    }

    /** {@return what was opened, which is closed at once if the file system was meanwhile} */
    <H extends Closeable> H opened(H handle) throws IOException {
        handles.add(handle);
        if (closed) {
            handle.close();
        }
        return handle;
    }

    void closed(Closeable handle) {
        handles.remove(handle);
    }

    @Override
    public void close() throws IOException {
        closed = true;
        for (Closeable handle : handles) {
            handle.close();
        }
    }
}
