package memplug.machine.kernel;

/**
 * Who runs an operation, as far as the machine needs to know: long operations ask between steps whether a signal is
 * pending, and what to do when nothing moves.
 */
public interface Task {
    /** A caller who gets no signals and does not wait for obstacles that only others can clear. */
    Task PLAIN = () -> false;

    /** {@return whether a signal is pending, of whatever kind} */
    boolean signalPending();

    /**
     * Called when an attempt can neither succeed nor fail (a page is pinned): Linux tries again for ever. Waits a
     * moment and returns whether to try again; the default gives up, as a signal would make Linux.
     *
     * @return whether to try again
     */
    default boolean tryAgain() {
        return false;
    }
}
