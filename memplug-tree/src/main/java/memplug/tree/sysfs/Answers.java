package memplug.tree.sysfs;

import memplug.machine.device.Bus;
import memplug.machine.mm.ErrorNumber;
import memplug.machine.mm.Outcome;
import memplug.machine.mm.Refusal;
import memplug.tree.Errno;
import memplug.tree.ErrnoException;

/** How operations of the machine look to who wrote a file. */
final class Answers {
    private Answers() {}

    /** An outcome of which "already so" is no error. */
    static void require(Outcome outcome) throws ErrnoException {
        if (outcome instanceof Outcome.Refused(Refusal reason)) {
            throw of(reason);
        }
    }

    /** An outcome of which "already so" is an error. */
    static void requireDone(Outcome outcome) throws ErrnoException {
        if (outcome instanceof Outcome.AlreadySo) {
            throw new ErrnoException(Errno.EINVAL, "it is in that state already");
        }
        require(outcome);
    }

    static void require(Bus.Outcome outcome) throws ErrnoException {
        switch (outcome) {
            case Bus.Outcome.Done _ -> {}
            case Bus.Outcome.NoSuchDevice(String name) ->
                throw new ErrnoException(Errno.ENODEV, "no such device for this driver: " + name);
            case Bus.Outcome.AlreadyBound(String name, String driver) ->
                throw new ErrnoException(Errno.EBUSY, name + " is bound to " + driver);
            case Bus.Outcome.Rejected(var refusal) ->
                throw new ErrnoException(-refusal.errorNumber(), refusal.reason());
        }
    }

    static ErrnoException of(Refusal reason) {
        return new ErrnoException(-ErrorNumber.of(reason), reason.toString());
    }
}
