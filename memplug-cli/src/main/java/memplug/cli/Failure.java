package memplug.cli;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
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
            case ErrnoException e ->
                new Failure(isPermission(e) ? ExitStatus.NO_PERMISSION : ExitStatus.SYSTEM, oneLine(e), e);
            case IOException e -> new Failure(ExitStatus.SYSTEM, oneLine(e), e);
            default ->
                new Failure(ExitStatus.INTERNAL, "a defect: " + oneLine(thrown) + " (--debug shows where)", thrown);
        };
    }

    /**
     * {@return what to say when the system refused}
     *
     * @param e how it refused
     * @param remedy what to do if that is for lack of privilege
     */
    static Failure of(ErrnoException e, String remedy) {
        return isPermission(e) ? new Failure(ExitStatus.NO_PERMISSION, oneLine(e) + " (" + remedy + ")", e) : of(e);
    }

    /**
     * {@return what to say when a file cannot be used}
     *
     * @param status one of {@link ExitStatus}
     * @param file its path
     * @param e what happened
     */
    static Failure ofFile(int status, String file, IOException e) {
        return new Failure(status, file + ": " + reason(e), e);
    }

    private static String reason(IOException e) {
        return switch (e) {
            case NoSuchFileException _ -> "no such file or directory";
            case AccessDeniedException _ -> "permission denied";
            case CharacterCodingException _ -> "not text in UTF-8";
            case FileSystemException system when system.getReason() != null -> system.getReason();
            default -> oneLine(e);
        };
    }

    private static boolean isPermission(ErrnoException e) {
        return e.number() == Errno.EPERM.number() || e.number() == Errno.EACCES.number();
    }

    private static String oneLine(Throwable thrown) {
        String message = thrown.getMessage();
        return message == null
                ? thrown.getClass().getSimpleName()
                : message.strip().replaceAll("\\s*\\R\\s*", "; ");
    }
}
