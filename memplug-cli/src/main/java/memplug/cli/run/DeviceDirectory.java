package memplug.cli.run;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import memplug.fuse.sys.Mounts;
import memplug.tree.Directory;
import memplug.tree.ErrnoException;

/**
 * /dev as the command sees it: a directory of its own, with the host's devices and the machine's. Device nodes cannot be
 * made by an ordinary user, so each is an empty file that shows another through a mount.
 *
 * <p>The machine's nodes can be looked at and not opened: on the host, their numbers may be those of something else.
 *
 * <p>Safe for use by several threads, by its monitor.
 */
final class DeviceDirectory {
    /** Where it is, in the end. */
    static final String PATH = "/dev";

    /** Where the machine's own nodes are, for the others to show. */
    private static final String MACHINE = PATH + "/.memplug";

    private final Directory machine;
    private final Consumer<? super Throwable> onFailure;
    private final Map<String, Long> shown = new HashMap<>();
    private boolean ready;

    DeviceDirectory(Directory machine, Consumer<? super Throwable> onFailure) {
        this.machine = machine;
        this.onFailure = onFailure;
    }

    /**
     * Puts the host's devices, as they are now, into a directory.
     *
     * @param target the directory, empty
     * @throws IOException if that cannot be written to
     */
    void keepHostDevices(String target) throws IOException {
        String terminal = terminal();
        try (DirectoryStream<Path> host = Files.newDirectoryStream(Path.of(PATH))) {
            for (Path source : host) {
                String name = source.getFileName().toString();
                if (!isMachines(name) && (!isConsole(name) || source.toString().equals(terminal))) {
                    show(source, Path.of(target, name));
                }
            }
        }
    }

    private boolean isMachines(String name) {
        return name.startsWith("dax") || machine.lookUp(name).isPresent();
    }

    /** The 64 virtual consoles and their screens: of no use to a command that does not stand on one. */
    private static boolean isConsole(String name) {
        return name.startsWith("vcs")
                || (name.startsWith("tty") && name.length() > 3 && Character.isDigit(name.charAt(3)));
    }

    private static String terminal() {
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/fd/0")).toString();
        } catch (IOException _) {
            return "";
        }
    }

    private static void show(Path source, Path target) throws IOException {
        if (Files.isSymbolicLink(source)) {
            Files.createSymbolicLink(target, Files.readSymbolicLink(source));
            return;
        }
        if (Files.isDirectory(source, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectory(target);
        } else {
            Files.createFile(target);
        }
        try {
            Mounts.bind(source.toString(), target.toString());
        } catch (ErrnoException _) {
            // Gone meanwhile, or hidden from this user. Better not there than there and empty.
            Files.delete(target);
        }
    }

    /**
     * Adds the machine's devices, to the directory that is now at {@link #PATH}.
     *
     * @param source where the machine's directory of devices is mounted
     * @throws IOException if the kernel refuses
     */
    synchronized void addMachineDevices(String source) throws IOException {
        Files.createDirectory(Path.of(MACHINE));
        Mounts.bind(source, MACHINE);
        ready = true;
        update();
    }

    /** Shows the machine's devices as they are now. */
    synchronized void refresh() {
        if (ready) {
            try {
                update();
            } catch (IOException e) {
                onFailure.accept(e);
            }
        }
    }

    private void update() throws IOException {
        Map<String, Long> wanted = new HashMap<>();
        for (Directory.Entry entry : machine.entries()) {
            wanted.put(entry.name(), entry.node().inode());
        }
        for (Map.Entry<String, Long> entry : Map.copyOf(shown).entrySet()) {
            if (!entry.getValue().equals(wanted.get(entry.getKey()))) {
                hide(entry.getKey());
            }
        }
        for (Map.Entry<String, Long> entry : wanted.entrySet()) {
            if (!shown.containsKey(entry.getKey())) {
                show(Path.of(MACHINE, entry.getKey()), Path.of(PATH, entry.getKey()));
                shown.put(entry.getKey(), entry.getValue());
            }
        }
    }

    private void hide(String name) throws IOException {
        Path path = Path.of(PATH, name);
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            Mounts.unmount(path.toString(), Mounts.DETACH);
            Files.delete(path);
        }
        shown.remove(name);
    }
}
