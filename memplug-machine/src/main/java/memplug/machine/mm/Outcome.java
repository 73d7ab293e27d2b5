package memplug.machine.mm;

/** How an operation on memory ended. */
public sealed interface Outcome {
    /** It was done. */
    record Done() implements Outcome {}

    /** There was nothing to do. */
    record AlreadySo() implements Outcome {}

    /** It was not done, and nothing has changed but what the reason says. */
    record Refused(Refusal reason) implements Outcome {}

    /** It was done. */
    Outcome DONE = new Done();

    /** There was nothing to do. */
    Outcome ALREADY_SO = new AlreadySo();

    /**
     * {@return that it was not done}
     *
     * @param reason why
     */
    static Outcome refused(Refusal reason) {
        return new Refused(reason);
    }

    /** {@return whether it was refused} */
    default boolean isRefused() {
        return this instanceof Refused;
    }
}
