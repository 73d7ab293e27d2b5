package memplug.tree.nio;

import java.nio.file.FileSystemException;
import memplug.tree.ErrnoException;
import org.jspecify.annotations.Nullable;

/**
 * A file operation that Linux would end with an error number for which java.nio has no class. {@link #getReason} begins
 * with the number's name, as in {@code EBUSY: memory42 stays online}.
 */
public final class ErrnoFileSystemException extends FileSystemException {
    private static final long serialVersionUID = 1;

    /** The positive error number. */
    private final int errno;

    /** Its name. */
    private final String name;

    ErrnoFileSystemException(String file, @Nullable String other, ErrnoException cause) {
        super(file, other, cause.getMessage());
        this.errno = cause.number();
        this.name = cause.name();
        initCause(cause);
    }

    /** {@return the positive error number} */
    public int errno() {
        return errno;
    }

    /** {@return the error's name, as in {@code EBUSY}, or its number where it has no name} */
    public String name() {
        return name;
    }
}
