package memplug.fuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import memplug.machine.Machine;
import memplug.machine.description.DescriptionException;
import memplug.machine.description.DescriptionReader;
import memplug.machine.description.MachineDescription;
import memplug.tree.ErrnoException;
import memplug.tree.MachineTree;

/** A machine that is mounted until it is closed. */
public final class MountedMachine implements AutoCloseable {
    private static final List<Path> PLACES = List.of(Path.of("../machines"), Path.of("src/test/resources/machines"));

    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private final Machine machine;
    private final MachineTree tree;
    private final Path directory;
    private final FuseMount mount;

    private MountedMachine(Machine machine, Path directory) throws ErrnoException {
        this.machine = machine;
        this.tree = MachineTree.of(machine);
        this.directory = directory;
        this.mount = FuseMount.mount(tree, directory, Options.defaults().withOnFailure(failures::add));
    }

    /**
     * Boots and mounts a machine; a test that cannot mount is skipped.
     *
     * @param name the name of its file, without {@code .yaml}
     * @return the machine
     * @throws IOException if it cannot be mounted though it should be
     */
    public static MountedMachine boot(String name) throws IOException {
        assumeTrue(Files.isWritable(Path.of("/dev/fuse")), "skipped: needs /dev/fuse");
        Path directory = Files.createTempDirectory("memplug-machine");
        try {
            return new MountedMachine(Machine.boot(describe(name)), directory);
        } catch (ErrnoException e) {
            Files.delete(directory);
            assumeTrue(!e.name().equals("EPERM"), "skipped: needs the right to mount");
            throw e;
        }
    }

    /**
     * {@return the description of a machine}
     *
     * @param name the name of its file, without {@code .yaml}
     */
    public static MachineDescription describe(String name) throws IOException {
        for (Path place : PLACES) {
            Path file = place.resolve(name + ".yaml");
            if (Files.exists(file)) {
                return read(file);
            }
        }
        throw new AssertionError("no machine " + name);
    }

    private static MachineDescription read(Path file) throws IOException {
        try {
            return DescriptionReader.read(file);
        } catch (DescriptionException e) {
            throw new AssertionError(e);
        }
    }

    /** {@return the machine} */
    public Machine machine() {
        return machine;
    }

    MachineTree tree() {
        return tree;
    }

    /** {@return where it is mounted} */
    public Path directory() {
        return directory;
    }

    /** {@return what has gone wrong in the server} */
    public Collection<Throwable> failures() {
        return failures;
    }

    /**
     * {@return a path on the mount}
     *
     * @param path the path below its root
     */
    public Path path(String path) {
        return directory.resolve(path);
    }

    /**
     * {@return what a shell prints, errors included, without the last newline}
     *
     * @param script what it runs, in the root of the tree
     */
    public String sh(String script) throws IOException {
        return Shell.run(directory, "sh", "-c", script);
    }

    /**
     * Starts a shell.
     *
     * @param script what it runs, in the root of the tree
     * @return the process, whose output {@link #output} gives
     */
    public Process start(String script) throws IOException {
        return Shell.start(directory, "sh", "-c", script);
    }

    /** {@return what a process has printed when it ends, errors included, without the last newline} */
    public static String output(Process process) throws IOException {
        return Shell.output(process);
    }

    /** Unmounts; nothing may have gone wrong in the server. */
    @Override
    public void close() throws IOException {
        mount.close();
        tree.close();
        Files.delete(directory);
        assertThat(failures).isEmpty();
    }
}
