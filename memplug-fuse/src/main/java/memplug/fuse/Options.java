package memplug.fuse;

import java.util.function.Consumer;
import memplug.fuse.wire.Reply;

/**
 * How a tree is mounted.
 *
 * @param source what the table of mounts shows as mounted
 * @param threads how many threads read requests; others stand in for those that are held up
 * @param nameSeconds how long the kernel may keep a name that neither came nor went; 0 for not at all
 * @param onFailure told of every defect of the tree or the server: the request that met it ended with EIO, and all goes
 *     on. Called on any thread
 */
public record Options(String source, int threads, long nameSeconds, Consumer<? super Throwable> onFailure) {
    /** So many processors are kept busy by programs before a thread is kept busy by their requests. */
    private static final int PROCESSORS_PER_THREAD = 4;

    private static final int MOST_USEFUL_THREADS = 4;

    /** Checks the number of threads. */
    public Options {
        if (threads < 1) {
            throw new IllegalArgumentException("at least one thread, not " + threads);
        }
    }

    /** {@return options for this machine; failures are printed to standard error} */
    public static Options defaults() {
        int processors = Runtime.getRuntime().availableProcessors();
        return new Options(
                "memplug",
                Math.clamp(processors / PROCESSORS_PER_THREAD, 1, MOST_USEFUL_THREADS),
                Reply.VALID_SECONDS,
                Throwable::printStackTrace);
    }

    /**
     * {@return these options with another number of threads}
     *
     * @param number how many threads read requests, at least 1
     */
    public Options withThreads(int number) {
        return new Options(source, number, nameSeconds, onFailure);
    }

    /** {@return these options with every name looked up each time it is used} Slower; for measuring by how much. */
    public Options withoutNameCache() {
        return new Options(source, threads, 0, onFailure);
    }

    /**
     * {@return these options with another listener to failures}
     *
     * @param listener told of failures
     */
    public Options withOnFailure(Consumer<? super Throwable> listener) {
        return new Options(source, threads, nameSeconds, listener);
    }
}
