package memplug.cli.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.function.Consumer;
import memplug.fuse.sys.Mounts;
import memplug.tree.Directory;
import memplug.tree.Directory.Entry;

/**
 * The machine's devices in /dev, which is the command's own: each node is an empty file that shows the machine's through
 * a mount. They can be looked at and not opened, since on the host their numbers may be those of something else.
 *
 * <p>Safe for use by several threads, by its monitor.
 */
final class MachineDevices {
    private static final String PATH = "/dev";

    /** Where the machine's own nodes are, for the others to show. */
    private static final String SOURCE = PATH + "/.memplug";

    private final Directory directory;
    private final Consumer<? super Throwable> onFailure;
    private final Map<String, Long> shown = new HashMap<>();
    private boolean ready;

    /**
     * Devices that are not shown yet.
     *
     * @param directory where the machine has them
     * @param onFailure told if one cannot be shown, or hidden again
     */
    MachineDevices(Directory directory, Consumer<? super Throwable> onFailure) {
        this.directory = directory;
        this.onFailure = onFailure;
    }

    /** {@return whether a machine's are in /dev, for this process} */
    static boolean areShown() {
        return Files.exists(Path.of(SOURCE));
    }

    /** {@return the inode of the directory in which the machine has them} */
    long inode() {
        return directory.inode();
    }

    /**
     * Shows them from now on.
     *
     * @param mounted where the machine's directory of devices is mounted
     * @throws IOException if the kernel refuses
     */
    synchronized void show(String mounted) throws IOException {
        Files.createDirectory(Path.of(SOURCE));
        Mounts.bind(mounted, SOURCE);
        ready = true;
        update();
    }

    /** Shows them as they are now, if they are shown. */
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
        for (Entry entry : directory.entries()) {
            wanted.put(entry.name(), entry.node().inode());
        }
        for (Iterator<Map.Entry<String, Long>> each = shown.entrySet().iterator(); each.hasNext(); ) {
            Map.Entry<String, Long> entry = each.next();
            if (!entry.getValue().equals(wanted.get(entry.getKey()))) {
                hide(entry.getKey());
                each.remove();
            }
        }
        for (Map.Entry<String, Long> entry : wanted.entrySet()) {
            if (!shown.containsKey(entry.getKey())) {
                show(entry.getKey(), entry.getValue());
            }
        }
    }

    private void show(String name, long inode) throws IOException {
        Path target = Path.of(PATH, name);
        if (!Files.exists(target)) {
            Files.createFile(target);
        }
        Mounts.bind(SOURCE + "/" + name, target.toString());
        shown.put(name, inode);
    }

    private static void hide(String name) throws IOException {
        Mounts.unmount(PATH + "/" + name, Mounts.DETACH);
        Files.delete(Path.of(PATH, name));
    }
}
