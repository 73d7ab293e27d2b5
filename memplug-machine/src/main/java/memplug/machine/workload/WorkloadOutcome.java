package memplug.machine.workload;

/** How something that a process did ended. */
public sealed interface WorkloadOutcome {
    /** It was done. */
    record Done() implements WorkloadOutcome {}

    /** There is a process of that name. */
    record NameTaken(String name) implements WorkloadOutcome {}

    /** There is no process of that name. */
    record NoSuchProcess(String name) implements WorkloadOutcome {}

    /** There is not as much memory where it may come from; nothing was taken. */
    record NoMemory(String name, int pages) implements WorkloadOutcome {}

    /** That cannot be done with such memory, or on such nodes. */
    record NotPossible(String why) implements WorkloadOutcome {}

    /** A page of it was lost to a memory error: it was killed, as it touched its memory. */
    record Killed(String name) implements WorkloadOutcome {}

    /** A page of it is not there, or is not what it was: a fault of the machine. */
    record Damaged(String name, String damage) implements WorkloadOutcome {}

    /** {@return that it was done} */
    static WorkloadOutcome done() {
        return new Done();
    }

    /** {@return whether it was done} */
    default boolean isDone() {
        return this instanceof Done;
    }
}
