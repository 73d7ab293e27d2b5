package memplug.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What standard output is. */
final class StandardOutput {
    private StandardOutput() {}

    static boolean isTerminal() {
        String target = target();
        return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
    }

    static boolean isPipe() {
        return target().startsWith("pipe:");
    }

    private static String target() {
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/fd/1")).toString();
        } catch (IOException _) {
            return "";
        }
    }
}
