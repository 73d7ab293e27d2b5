package memplug.fuse;

import java.nio.file.Path;
import memplug.fuse.sys.Linux;
import memplug.fuse.sys.Mounts;
import memplug.tree.Errno;
import memplug.tree.ErrnoException;
import memplug.tree.FileTree;

/**
 * A tree that is mounted: programs see it as files. Safe for use by several threads.
 *
 * <p>It is mounted in the mount namespace of the thread that mounts it, and served by daemon threads of this process.
 * When the process ends without {@link #close}, a directory stays behind that answers ENOTCONN and can be unmounted; in
 * a private namespace it goes with its last process.
 */
public final class FuseMount implements AutoCloseable {
    private static final int FLAGS = Mounts.NO_SUID | Mounts.NO_DEVICES | Mounts.NO_EXEC;

    /** Enough for an operation that heeds its signals. */
    private static final long CLOSING_SECONDS = 5;

    private final String directory;
    private final Crew crew;

    private FuseMount(String directory, Crew crew) {
        this.directory = directory;
        this.crew = crew;
    }

    /**
     * Mounts a tree. Needs /dev/fuse and, in the user namespace that the mount namespace belongs to, the rights of root.
     *
     * @param tree what is to be seen; it has to stay usable until the mount has ended
     * @param directory where, an existing directory
     * @param options how
     * @return the mount, which answers from now on
     * @throws ErrnoException if the device cannot be opened or the kernel refuses to mount
     */
    public static FuseMount mount(FileTree tree, Path directory, Options options) throws ErrnoException {
        var device = new Device();
        try {
            return mount(device, tree, directory.toAbsolutePath().toString(), options);
        } catch (ErrnoException | RuntimeException | Error e) {
            device.close();
            throw e;
        }
    }

    private static FuseMount mount(Device device, FileTree tree, String directory, Options options)
            throws ErrnoException {
        var failures = new Failures(options.onFailure());
        var session = new Session(tree, new DeviceNotices(device), failures);
        var crew = new Crew(session, device, options, failures);
        Mounts.mount(options.source(), directory, "fuse", FLAGS, mountOptions(device));
        crew.start(options.threads());
        return new FuseMount(directory, crew);
    }

    /** Permissions are left to the kernel, which knows the caller's groups and capabilities. */
    private static String mountOptions(Device device) throws ErrnoException {
        return "rootmode=40000,default_permissions,allow_other,fd=" + device.descriptor() + ",user_id="
                + Linux.effectiveUser() + ",group_id=" + Linux.effectiveGroup();
    }

    /**
     * Waits until the mount has ended: it was closed, or unmounted by anyone and no longer in use.
     *
     * @throws InterruptedException if the caller was interrupted while waiting
     */
    public void await() throws InterruptedException {
        crew.awaitEnd();
    }

    /**
     * Unmounts, from the namespace it was mounted in. Whoever still uses the tree, by whatever path, gets errors from
     * now on; a write under way ends as if a signal had come. Does nothing if the mount has ended.
     *
     * @throws ErrnoException if the kernel refuses, as it does in another namespace
     */
    @Override
    public void close() throws ErrnoException {
        if (crew.hasEnded()) {
            return;
        }
        try {
            Mounts.unmount(directory, Mounts.FORCE | Mounts.DETACH);
        } catch (ErrnoException e) {
            if (e.number() != Errno.EINVAL.number() || !endsSoon()) {
                throw e;
            }
        }
        endsSoon();
    }

    private boolean endsSoon() {
        try {
            return crew.awaitEnd(CLOSING_SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return crew.hasEnded();
        }
    }
}
