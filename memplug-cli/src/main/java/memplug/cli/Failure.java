package memplug.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Objects;
import memplug.machine.description.DescriptionException;
import memplug.tree.Errno;
import memplug.tree.ErrnoException;

/** The end of a command that did not do what it was asked: a line for the user, and an exit status. */
final class Failure extends Exception {
    private static final long serialVersionUID = 1;

    private final int status;

    /**
     * A failure.
     *
     * @param status one of {@link ExitStatus}
     * @param message one line, in words of the user's
     */
    Failure(int status, String message) {
        super(message);
        this.status = status;
    }

    private Failure(int status, String message, Throwable cause) {
        super(message, cause);
        this.status = status;
    }

    /** {@return what to end with} */
    int status() {
        return status;
    }

    /** {@return what to tell the user} */
    String message() {
        return Objects.requireNonNull(getMessage());
    }

    /** {@return what happened, as a user may see it} */
    static Failure of(Throwable thrown) {
        return switch (thrown) {
            case Failure failure -> failure;
            case DescriptionException e -> new Failure(ExitStatus.BAD_DATA, oneLine(e), e);
            case NoSuchFileException e -> new Failure(ExitStatus.NO_INPUT, e.getFile() + ": no such file", e);
            case AccessDeniedException e -> new Failure(ExitStatus.NO_PERMISSION, e.getFile() + ": not yours to use", e);
            case FileSystemException e -> new Failure(ExitStatus.SYSTEM, oneLine(e), e);
            case ErrnoException e -> new Failure(isPermission(e) ? ExitStatus.NO_PERMISSION : ExitStatus.SYSTEM, oneLine(e), e);
            case IOException e -> new Failure(ExitStatus.SYSTEM, oneLine(e), e);
            default ->
                new Failure(ExitStatus.INTERNAL, "a defect: " + oneLine(thrown) + " (--debug shows where)", thrown);
        };
    }

    private static boolean isPermission(ErrnoException e) {
        return e.number() == Errno.EPERM.number() || e.number() == Errno.EACCES.number();
    }

    private static String oneLine(Throwable thrown) {
        String message = thrown.getMessage();
        return message == null ? thrown.getClass().getSimpleName() : message.replaceAll("\\s*\\R\\s*", "; ");
    }
}
