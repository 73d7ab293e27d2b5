package memplug.tree;

import java.io.IOException;

/** A file operation that Linux would end with an error number. */
public final class ErrnoException extends IOException {
    private static final long serialVersionUID = 1;

    /** The positive error number; a notifier may answer with one that has no name. */
    private final int number;

    /**
     * An operation that ended with a number that has a name.
     *
     * @param errno the error
     * @param reason what was refused and why, for a person
     */
    public ErrnoException(Errno errno, String reason) {
        this(errno.number(), reason);
    }

    /**
     * An operation that ended with any number.
     *
     * @param number the positive error number
     * @param reason what was refused and why, for a person
     */
    public ErrnoException(int number, String reason) {
        super(nameOf(number) + ": " + reason);
        this.number = number;
    }

    /** {@return the positive error number} */
    public int number() {
        return number;
    }

    /** {@return the error's name, as in {@code EBUSY}, or its number where it has no name} */
    public String name() {
        return nameOf(number);
    }

    private static String nameOf(int number) {
        return Errno.of(number).map(Errno::name).orElse("errno " + number);
    }
}
