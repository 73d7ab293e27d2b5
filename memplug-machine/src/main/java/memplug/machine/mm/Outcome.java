package memplug.machine.mm;

/** How an operation on memory ended. */
public sealed interface Outcome {
    /** It was done. */
    record Done() implements Outcome {}

    /** There was nothing to do. */
    record AlreadySo() implements Outcome {}

    /** It was not done, and nothing has changed but what the reason says. */
    record Refused(Refusal reason) implements Outcome {}

    /** {@return that it was done} */
    static Outcome done() {
        return new Done();
    }

    /** {@return that there was nothing to do} */
    static Outcome alreadySo() {
        return new AlreadySo();
    }

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
