package memplug.machine.kernel;

/** Is told each step of a long operation, and may wait, so that a person or a second program can watch. */
@FunctionalInterface
public interface Pace {
    /** Takes no time. */
    Pace NO_TIME = _ -> {};

    /**
     * Called, under the hotplug lock, before a step is taken.
     *
     * @param step what is about to happen, and to which address
     */
    void before(Step step);

    /**
     * A step of a long operation.
     *
     * @param kind what is done
     * @param address the physical address of the block that it is done to
     */
    record Step(Kind kind, long address) {}

    /** What a step does. */
    enum Kind {
        ADD,
        ONLINE,
        OFFLINE,
        MIGRATE,
        REMOVE
    }
}
