package memplug.cli.run;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import memplug.fuse.sys.Mounts;
import memplug.tree.ErrnoException;

/**
 * The host's devices, shown in another directory. Device nodes cannot be made by an ordinary user, so each is an empty
 * file or directory that shows the host's through a mount.
 */
final class HostDevices {
    private static final String PATH = "/dev";

    private HostDevices() {}

    /**
     * Shows the host's devices, as they are now, but for those that a machine has.
     *
     * @param target an empty directory
     * @throws IOException if that cannot be written to
     */
    static void show(String target) throws IOException {
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

    private static boolean isMachines(String name) {
        return name.equals("kmsg") || name.startsWith("dax");
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
}
