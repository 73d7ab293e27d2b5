package memplug.tree.nio;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicBoolean;
import memplug.tree.Directory;
import org.jspecify.annotations.Nullable;

/** The names in a directory, listed when the iterator is made and turned into paths one by one. */
final class DirectoryNames implements DirectoryStream<Path> {
    private final MachinePath path;
    private final Directory directory;
    private final Filter<? super Path> filter;
    private final OpenHandles handles;
    private final AtomicBoolean iterated = new AtomicBoolean();
    private volatile boolean closed;

    DirectoryNames(MachinePath path, Directory directory, Filter<? super Path> filter, OpenHandles handles) {
        this.path = path;
        this.directory = directory;
        this.filter = filter;
        this.handles = handles;
    }

    @Override
    public Iterator<Path> iterator() {
        if (closed || iterated.getAndSet(true)) {
            throw new IllegalStateException(closed ? "closed" : "iterated already");
        }
        return new Accepted(directory.entries().iterator());
    }

    @Override
    public void close() {
        closed = true;
        handles.closed(this);
    }

    private boolean accepts(Path name) {
        try {
            return filter.accept(name);
        } catch (IOException e) {
            throw new DirectoryIteratorException(e);
        }
    }

    /** Those that the filter accepts, until the stream is closed. */
    private final class Accepted implements Iterator<Path> {
        private final Iterator<Directory.Entry> entries;
        private @Nullable Path next;

        Accepted(Iterator<Directory.Entry> entries) {
            this.entries = entries;
        }

        @Override
        public boolean hasNext() {
            while (next == null && !closed && entries.hasNext()) {
                Path candidate = path.child(entries.next().name());
                next = accepts(candidate) ? candidate : null;
            }
            return next != null;
        }

        @Override
        public Path next() {
            Path result = hasNext() ? next : null;
            if (result == null) {
                throw new NoSuchElementException();
            }
            next = null;
            return result;
        }
    }
}
