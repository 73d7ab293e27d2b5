package memplug.tree.nio;

import memplug.tree.Directory;
import memplug.tree.Errno;
import memplug.tree.ErrnoException;
import memplug.tree.Permissions;

/**
 * How changing names is refused. Names come and go with what the machine has, and not by the calls of a program, which
 * sysfs answers with EPERM (fs/namei.c: vfs_mkdir() and the like, where there is no such operation) after the checks
 * that come before.
 */
final class FixedNames {
    private final Caller caller;
    private final PathLookup lookup;

    FixedNames(Caller caller, PathLookup lookup) {
        this.caller = caller;
        this.lookup = lookup;
    }

    /** Refuses a new directory or link. */
    void make(MachinePath path) throws ErrnoException {
        requireMissing(path);
        requireWritable(lookup.require(path.parentOrRoot(), LastLink.FOLLOWED));
        throw refused("nothing can be made here");
    }

    void remove(MachinePath path) throws ErrnoException {
        requireWritable(lookup.require(path, LastLink.KEPT).up());
        throw refused("nothing can be removed here");
    }

    void rename(MachinePath path) throws ErrnoException {
        requireWritable(lookup.require(path, LastLink.KEPT).up());
        throw refused("nothing can be renamed here");
    }

    /** Refuses a copy of what is at a place: files are opened to be created, and that is another error. */
    void makeCopy(Place source, MachinePath target) throws ErrnoException {
        if (lookup.find(target, LastLink.KEPT).isPresent()) {
            remove(target);
        } else if (source.node() instanceof Directory) {
            make(target);
        }
        throw new ErrnoException(Errno.EACCES, "no file can be created");
    }

    void requireMissing(MachinePath path) throws ErrnoException {
        if (lookup.find(path, LastLink.KEPT).isPresent()) {
            throw new ErrnoException(Errno.EEXIST, path + " is there already");
        }
    }

    private void requireWritable(Place directory) throws ErrnoException {
        if (!caller.may(Permissions.WRITE | Permissions.EXECUTE, directory.node())) {
            throw new ErrnoException(Errno.EACCES, directory + " is not writable");
        }
    }

    private static ErrnoException refused(String reason) {
        return new ErrnoException(Errno.EPERM, reason);
    }
}
