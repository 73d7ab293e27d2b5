package memplug.machine.kernel;

/** Is told each step of a long operation, and may wait, so that a person or a second program can watch. */
@FunctionalInterface
public interface Pace {
    /** Takes no time. */
    Pace NO_TIME = (_, _) -> {};

    /**
     * Called, under the hotplug lock, before a step is taken.
     *
     * @param step what is about to happen, to what
     * @param task for whom; whoever waits stops when a signal is pending
     */
    void before(Step step, Task task);

    /**
     * A step of a long operation.
     *
     * @param kind what is done
     * @param address the physical address of the block that it is done to
     * @param bytes how much of it
     */
    record Step(Kind kind, long address, long bytes) {}

    /** What a step does. */
    enum Kind {
        /** Adds memory. */
        ADD,
        /** Takes a block online. */
        ONLINE,
        /** Takes a block offline. */
        OFFLINE,
        /** Moves what is in a block elsewhere. */
        MIGRATE,
        /** Removes a block. */
        REMOVE
    }
}
