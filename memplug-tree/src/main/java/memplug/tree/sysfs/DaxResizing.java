package memplug.tree.sysfs;

import memplug.machine.dax.DaxAllocation;
import memplug.machine.dax.DaxAllocation.Outcome;
import memplug.machine.dax.DaxDevice;
import memplug.machine.kernel.Task;
import memplug.tree.Errno;
import memplug.tree.ErrnoException;
import memplug.tree.kernfs.Values;

/** What writing {@code size}, {@code align} and {@code mapping} of a dax device does. As drivers/dax/bus.c. */
final class DaxResizing {
    private final DaxAllocation allocation;

    DaxResizing(DaxAllocation allocation) {
        this.allocation = allocation;
    }

    void setSize(DaxDevice device, String value, Task task) throws ErrnoException {
        require(allocation.resize(device, Values.unsigned(value, -1)), value);
    }

    /** As align_store(): what is no number is ENXIO here, not EINVAL. */
    void setAlign(DaxDevice device, String value, Task task) throws ErrnoException {
        long bytes;
        try {
            bytes = Values.unsigned(value, -1);
        } catch (ErrnoException _) {
            throw new ErrnoException(Errno.ENXIO, "not a number: " + Values.word(value));
        }
        require(allocation.align(device, bytes), value);
    }

    void map(DaxDevice device, String value, Task task) throws ErrnoException {
        String[] bounds = value.split("-", 2);
        if (bounds.length < 2) {
            throw Values.invalid(value, "a range of addresses such as 0x100000000-0x107ffffff");
        }
        require(allocation.map(device, Values.hexadecimal(bounds[0]), Values.hexadecimal(bounds[1])), value);
    }

    /** What an outcome looks like to who wrote a value. */
    static void require(Outcome outcome, String value) throws ErrnoException {
        Errno errno = switch (outcome) {
            case DONE -> null;
            case BUSY -> Errno.EBUSY;
            case NO_SPACE -> Errno.ENOSPC;
            case INVALID -> Errno.EINVAL;
            case NOT_FREE -> Errno.ENOMEM;
            case NO_SUCH_DEVICE -> Errno.ENXIO;
        };
        if (errno != null) {
            throw new ErrnoException(errno, "%s: %s".formatted(Values.word(value), outcome));
        }
    }
}
