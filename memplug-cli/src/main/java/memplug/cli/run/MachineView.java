package memplug.cli.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import memplug.fuse.FuseMount;
import memplug.fuse.Options;
import memplug.fuse.sys.Mounts;
import memplug.fuse.sys.Processes;
import memplug.tree.Directory;
import memplug.tree.ErrnoException;
import memplug.tree.FileTree;
import memplug.tree.Node;

/**
 * A mount namespace of a thread's own, in which a machine's files stand in the place of the host's. Nothing changes for
 * anyone else, and all is gone with the last process there.
 */
final class MachineView {
    /** An empty directory that every Linux has. Mounted over while the view is put together, and left as it was. */
    private static final String STAGE = "/proc/driver";

    private static final String STAGED_TREE = STAGE + "/tree";
    private static final String STAGED_DEVICES = STAGE + "/dev";

    /** What is not the machine's and stays the host's, below /sys. */
    private static final List<String> OF_THE_HOST =
            List.of("fs/cgroup", "fs/fuse/connections", "fs/bpf", "kernel/security", "kernel/mm/transparent_hugepage");

    private final Consumer<? super Throwable> onFailure;

    /**
     * A view that shows no machine yet.
     *
     * @param onFailure told of every defect of a tree or its server
     */
    MachineView(Consumer<? super Throwable> onFailure) {
        this.onFailure = onFailure;
    }

    /**
     * Moves the calling thread, and what it starts from now on, to a namespace of its own, where all is as it was but
     * for what is needed later.
     *
     * @throws ErrnoException if the kernel refuses
     * @throws IOException if a directory of mount points cannot be made
     */
    void prepare() throws IOException {
        Processes.unshare(Processes.MOUNT_NAMESPACE);
        Mounts.makePrivate("/");
        int flags = Mounts.NO_SUID | Mounts.NO_DEVICES | Mounts.NO_EXEC;
        Mounts.mount("memplug", STAGE, "tmpfs", flags, "mode=0755");
        Files.createDirectory(Path.of(STAGED_TREE));
        Files.createDirectory(Path.of(STAGED_DEVICES));
        HostDevices.show(STAGED_DEVICES);
    }

    /**
     * Puts a machine's files in place. For the thread that made the namespace.
     *
     * @param tree the machine's files: directories {@code sys}, {@code proc} and {@code dev}
     * @throws ErrnoException if the kernel refuses
     * @throws IOException if a mount point cannot be made
     */
    void show(FileTree tree) throws IOException {
        MachineDevices devices = new MachineDevices(directory(tree.root(), "dev"), onFailure);
        mount(new TreeWithDevices(tree, devices));
        keepHostParts(directory(tree.root(), "sys"));
        Mounts.bind(STAGED_DEVICES, "/dev");
        devices.show(STAGED_TREE + "/dev");
        coverFiles(directory(tree.root(), "proc"), "/proc");
        Mounts.bind(STAGED_TREE + "/sys", "/sys");
        Mounts.unmount(STAGE, Mounts.DETACH);
    }

    /**
     * Takes the machine's files away again, from whoever still uses them too. Else this process could not end soon: the
     * JVM waits for threads that wait for the kernel.
     *
     * @throws ErrnoException if the kernel refuses
     */
    void end() throws ErrnoException {
        Mounts.unmount("/sys", Mounts.FORCE | Mounts.DETACH);
    }

    // What it is mounted at is gone when it ends.
    @SuppressWarnings({"resource", "try"})
    private void mount(FileTree tree) throws ErrnoException {
        FuseMount.mount(tree, Path.of(STAGED_TREE), Options.defaults().withOnFailure(onFailure));
    }

    private static void keepHostParts(Directory sys) throws ErrnoException {
        for (String part : OF_THE_HOST) {
            if (isEmptyDirectory(sys, part) && Files.isDirectory(Path.of("/sys", part))) {
                Mounts.bind("/sys/" + part, STAGED_TREE + "/sys/" + part);
            }
        }
    }

    /** The machine's files take the place of those that the host has; what the machine has not, stays. */
    private static void coverFiles(Directory directory, String path) throws ErrnoException {
        for (Directory.Entry entry : directory.entries()) {
            String target = path + "/" + entry.name();
            if (!Files.exists(Path.of(target))) {
                continue;
            }
            if (entry.node() instanceof Directory inner) {
                coverFiles(inner, target);
            } else {
                Mounts.bind(STAGED_TREE + target, target);
            }
        }
    }

    private static boolean isEmptyDirectory(Directory from, String path) {
        Optional<Node> node = Optional.of(from);
        for (String name : path.split("/", -1)) {
            node = node.get() instanceof Directory directory ? directory.lookUp(name) : Optional.empty();
            if (node.isEmpty()) {
                return false;
            }
        }
        return node.get() instanceof Directory found && found.entries().isEmpty();
    }

    private static Directory directory(Directory parent, String name) {
        if (parent.lookUp(name).orElse(null) instanceof Directory directory) {
            return directory;
        }
        throw new IllegalArgumentException("a machine's tree has a directory " + name);
    }
}
