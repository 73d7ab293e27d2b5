package memplug.tree.nio;

import java.nio.file.AccessMode;
import java.util.Optional;
import memplug.tree.CharacterDevice;
import memplug.tree.Directory;
import memplug.tree.Errno;
import memplug.tree.ErrnoException;
import memplug.tree.FileTree;
import memplug.tree.Node;
import memplug.tree.OpenFile;
import memplug.tree.Permissions;
import memplug.tree.RegularFile;
import memplug.tree.SymbolicLink;

/** What a caller can do with files that are there, by path, and the checks that Linux makes before it asks a file. */
final class SystemCalls {
    private static final int ANY_EXECUTE = 0111;

    private final FileTree tree;
    private final Caller caller;
    private final PathLookup lookup;

    SystemCalls(FileTree tree, Caller caller, PathLookup lookup) {
        this.tree = tree;
        this.caller = caller;
        this.lookup = lookup;
    }

    /** A file that was opened. */
    record Opened(OpenFile file, Node node) {}

    /** As fs/namei.c: open_last_lookups() and do_open(). */
    Opened open(MachinePath path, OpenMode mode) throws ErrnoException {
        Optional<Place> found = lookup.find(path, mode.last());
        if (found.isEmpty()) {
            throw mode.creation() == OpenMode.Creation.NEVER
                    ? new ErrnoException(Errno.ENOENT, "there is no " + path)
                    : new ErrnoException(Errno.EACCES, "it is not there, and no file can be created");
        }
        if (mode.creation() == OpenMode.Creation.ALWAYS) {
            throw new ErrnoException(Errno.EEXIST, found.get() + " is there already");
        }
        Node node = found.get().node();
        return new Opened(openNode(node, mode), node);
    }

    /** As fs/namei.c: may_open(). Device nodes are as on a file system mounted with nodev. */
    private OpenFile openNode(Node node, OpenMode mode) throws ErrnoException {
        return switch (node) {
            case Directory _ -> throw new ErrnoException(Errno.EISDIR, "a directory is listed, not opened");
            case SymbolicLink link -> throw new ErrnoException(Errno.ELOOP, "a link to " + link.target());
            case CharacterDevice _ -> throw new ErrnoException(Errno.EACCES, "a device node cannot be opened");
            case RegularFile file -> {
                require(node, mode.access().reads(), Permissions.READ);
                require(node, mode.access().writes(), Permissions.WRITE);
                yield file.open(mode.access());
            }
        };
    }

    Directory openDirectory(MachinePath path) throws ErrnoException {
        Place place = lookup.require(path, LastLink.FOLLOWED);
        if (!(place.node() instanceof Directory directory)) {
            throw new ErrnoException(Errno.ENOTDIR, place + " is no directory");
        }
        require(directory, true, Permissions.READ);
        return directory;
    }

    /** As access(2), which knows nothing of files that even root cannot read. */
    void checkAccess(MachinePath path, AccessMode... modes) throws ErrnoException {
        Node node = lookup.require(path, LastLink.FOLLOWED).node();
        for (AccessMode mode : modes) {
            switch (mode) {
                case READ -> require(node, true, Permissions.READ);
                case WRITE -> require(node, true, Permissions.WRITE);
                case EXECUTE -> requireExecute(node);
            }
        }
    }

    /** As fs/namei.c: generic_permission(): not even root executes what nobody may execute. */
    private void requireExecute(Node node) throws ErrnoException {
        boolean executable = node instanceof Directory || (node.permissions() & ANY_EXECUTE) != 0;
        if (!executable) {
            throw new ErrnoException(Errno.EACCES, "it is no program");
        }
        require(node, true, Permissions.EXECUTE);
    }

    /** As chmod(2): only the owner changes permissions, who is root, and not those of a link. */
    void changePermissions(MachinePath path, int permissions, LastLink last) throws ErrnoException {
        Node node = lookup.require(path, last).node();
        if (node instanceof SymbolicLink) {
            throw new ErrnoException(Errno.EOPNOTSUPP, "a link has no permissions of its own");
        }
        if (caller.uid() != 0) {
            throw new ErrnoException(Errno.EPERM, "it belongs to root");
        }
        tree.changePermissions(node, permissions);
    }

    private void require(Node node, boolean wanted, int permission) throws ErrnoException {
        if (wanted && !caller.may(permission, node)) {
            throw new ErrnoException(
                    Errno.EACCES, String.format("mode %03o is not for user %d", node.permissions(), caller.uid()));
        }
    }
}
