package memplug.machine;

/** A machine cannot boot although its description fits together: a process that it
 * begins with finds no memory, or a DIMM that is there is not whole blocks. */
public final class BootException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /**
     * A failure.
     *
     * @param message what cannot be, and why
     */
    BootException(String message) {
        super(message);
    }
}
