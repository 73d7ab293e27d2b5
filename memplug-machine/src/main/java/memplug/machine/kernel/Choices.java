package memplug.machine.kernel;

/**
 * Decides everything that is open in a run. The same description and the same answers give the same run, to the byte:
 * fault injection, random testing and exploring are three implementations.
 */
@FunctionalInterface
public interface Choices {
    /** Nothing goes wrong. */
    Choices NOTHING_GOES_WRONG = _ -> false;

    /**
     * {@return whether something goes wrong now}
     *
     * @param fault what could go wrong, and where
     */
    boolean happens(Fault fault);
}
