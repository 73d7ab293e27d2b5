package memplug.machine.description;

/**
 * A machine that cannot be described: a file with a mistake, or a root that shows too little. The message is one line
 * for a person; of a file it says the line, the value that is wrong, and what was expected there.
 */
public final class DescriptionException extends Exception {
    private static final long serialVersionUID = 1;

    DescriptionException(String message) {
        super(Quoted.printable(message));
    }
}
