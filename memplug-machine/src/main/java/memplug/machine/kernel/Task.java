package memplug.machine.kernel;

/**
 * Who runs an operation, as far as the machine needs to know: long operations ask between steps whether a signal is
 * pending, and what to do when nothing moves.
 */
public interface Task {
    /** A caller who gets no signals and does not wait for obstacles that only others can clear. */
    Task PLAIN = () -> false;

    /** A worker of the kernel who does not wait for obstacles either. */
    Task WORKER = worker(PLAIN);

    /** As {@link #PLAIN}, but without CAP_SYS_ADMIN. */
    Task UNPRIVILEGED = new Task() {
        @Override
        public boolean signalPending() {
            return false;
        }

        @Override
        public boolean isPrivileged() {
            return false;
        }
    };

    /** {@return whether a signal is pending, of whatever kind} */
    boolean signalPending();

    /** {@return whether signals reach it at all; none reaches a worker of the kernel} */
    default boolean getsSignals() {
        return true;
    }

    /**
     * {@return a worker of the kernel, which gets no signals}
     *
     * @param waiting who decides how long it waits for obstacles that only others can clear
     */
    static Task worker(Task waiting) {
        return new Task() {
            @Override
            public boolean signalPending() {
                return false;
            }

            @Override
            public boolean getsSignals() {
                return false;
            }

            @Override
            public boolean tryAgain() {
                return waiting.tryAgain();
            }
        };
    }

    /** {@return whether the caller has CAP_SYS_ADMIN, which some files ask for before they show addresses} */
    default boolean isPrivileged() {
        return true;
    }

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
