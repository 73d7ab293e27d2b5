package memplug.tree;

import java.util.Optional;
import java.util.stream.Stream;

/** The error numbers a machine's files answer with, as Linux numbers them on x86-64. */
public enum Errno {
    EPERM(1, "Operation not permitted"),
    ENOENT(2, "No such file or directory"),
    ESRCH(3, "No such process"),
    EINTR(4, "Interrupted system call"),
    EIO(5, "Input/output error"),
    ENXIO(6, "No such device or address"),
    E2BIG(7, "Argument list too long"),
    EBADF(9, "Bad file descriptor"),
    EAGAIN(11, "Resource temporarily unavailable"),
    ENOMEM(12, "Cannot allocate memory"),
    EACCES(13, "Permission denied"),
    EBUSY(16, "Device or resource busy"),
    EEXIST(17, "File exists"),
    ENODEV(19, "No such device"),
    ENOTDIR(20, "Not a directory"),
    EISDIR(21, "Is a directory"),
    EINVAL(22, "Invalid argument"),
    ENOSPC(28, "No space left on device"),
    EROFS(30, "Read-only file system"),
    EPIPE(32, "Broken pipe"),
    ERANGE(34, "Numerical result out of range"),
    ENOSYS(38, "Function not implemented"),
    ELOOP(40, "Too many levels of symbolic links"),
    ENODATA(61, "No data available"),
    EOPNOTSUPP(95, "Operation not supported"),
    EHWPOISON(133, "Memory page has hardware error");

    private final int number;
    private final String message;

    Errno(int number, String message) {
        this.number = number;
        this.message = message;
    }

    /** {@return the positive number} */
    public int number() {
        return number;
    }

    /** {@return what {@code strerror} says of it} */
    public String message() {
        return message;
    }

    /**
     * {@return the name of a number, if it is one of these}
     *
     * @param number a positive error number
     */
    public static Optional<Errno> of(int number) {
        return Stream.of(values()).filter(errno -> errno.number == number).findFirst();
    }
}
