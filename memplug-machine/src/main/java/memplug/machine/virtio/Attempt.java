package memplug.machine.virtio;

/** How a part of the driver's work ended. */
sealed interface Attempt {
    /** It did all that it could be asked to. */
    record Done() implements Attempt {}

    /** No more memory can be added, for want of addresses or because too much is offline: wait until something happens. */
    record NoSpace() implements Attempt {}

    /** Some memory is in use and could not be taken; other memory may do. */
    record Busy() implements Attempt {}

    /** The hypervisor is busy, or there is no memory for the work itself: try again after a while. */
    record Later() implements Attempt {}

    /** The hypervisor wants something else by now: begin again. */
    record Again() implements Attempt {}

    /** Something happened that the driver has no answer to. */
    record Failed(int errorNumber) implements Attempt {}

    /** {@return that it did all} */
    static Attempt done() {
        return new Done();
    }

    /** {@return whether it did all} */
    default boolean isDone() {
        return this instanceof Done;
    }
}
