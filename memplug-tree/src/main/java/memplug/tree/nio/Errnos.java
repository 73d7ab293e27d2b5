package memplug.tree.nio;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Arrays;
import java.util.Objects;
import java.util.OptionalInt;
import memplug.tree.Errno;
import memplug.tree.ErrnoException;

/** Error numbers in exceptions. */
public final class Errnos {
    private Errnos() {}

    /**
     * {@return the error number that Linux gave, if the exception tells} Every exception of a {@link MachineFileSystem}
     * does, whatever its class. Those of the default file system on Linux do where {@link Errno} has the error and the
     * JVM words it in English, so the same code may look at a machine and at the real /sys.
     *
     * @param failure what a file operation threw
     */
    public static OptionalInt of(IOException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ErrnoException errno) {
                return OptionalInt.of(errno.number());
            }
        }
        return switch (failure) {
            case NoSuchFileException _ -> OptionalInt.of(Errno.ENOENT.number());
            case AccessDeniedException _ -> OptionalInt.of(Errno.EACCES.number());
            case FileAlreadyExistsException _ -> OptionalInt.of(Errno.EEXIST.number());
            case NotDirectoryException _ -> OptionalInt.of(Errno.ENOTDIR.number());
            case FileSystemException named when named.getReason() != null -> worded(named.getReason());
            default -> worded(Objects.toString(failure.getMessage(), ""));
        };
    }

    private static OptionalInt worded(String message) {
        return Arrays.stream(Errno.values())
                .filter(errno -> errno.message().equals(message))
                .mapToInt(Errno::number)
                .findFirst();
    }
}
