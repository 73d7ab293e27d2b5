package memplug.tree.nio;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;
import java.util.Optional;
import memplug.tree.Errno;
import memplug.tree.ErrnoException;
import org.jspecify.annotations.Nullable;

/** What java.nio throws where Linux answers with an error number. The table is in the package's comment. */
final class FileErrors {
    private FileErrors() {}

    /**
     * {@return the exception for an error of a call by path}
     *
     * @param cause the error
     * @param file the path
     * @param other the second path of the call, if it has one
     */
    static FileSystemException of(ErrnoException cause, MachinePath file, @Nullable MachinePath other) {
        String second = other == null ? null : other.toString();
        FileSystemException specific = specific(cause, file.toString(), second);
        if (specific == null) {
            return new ErrnoFileSystemException(file.toString(), second, cause);
        }
        specific.initCause(cause);
        return specific;
    }

    /** {@return the exception for reading a link where there is none} */
    static FileSystemException notLink(MachinePath file) {
        ErrnoException cause = new ErrnoException(Errno.EINVAL, file + " is no link");
        FileSystemException exception = new NotLinkException(file.toString(), null, cause.getMessage());
        exception.initCause(cause);
        return exception;
    }

    private static @Nullable FileSystemException specific(ErrnoException cause, String file, @Nullable String other) {
        Optional<Errno> errno = Errno.of(cause.number());
        String reason = cause.getMessage();
        return switch (errno.orElse(null)) {
            case ENOENT -> new NoSuchFileException(file, other, reason);
            case EACCES -> new AccessDeniedException(file, other, reason);
            case EEXIST -> new FileAlreadyExistsException(file, other, reason);
            case ENOTDIR -> new NotDirectoryException(file);
            case ELOOP -> new FileSystemLoopException(file);
            case null, default -> null;
        };
    }
}
