package memplug.cli;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/** What a test needs that not every system has. Without it, the test is skipped, and says what was missing. */
final class Requirements {
    private static final Path FUSE = Path.of("/dev/fuse");

    /** Where programs for root are, which is not in everybody's PATH. */
    private static final List<String> OF_ROOT = List.of("/usr/sbin", "/sbin");

    private Requirements() {}

    /** A machine is mounted, which takes root and FUSE. */
    static void mounting() throws IOException {
        assumeTrue(Files.isReadable(FUSE) && Files.isWritable(FUSE), "needs /dev/fuse");
        assumeTrue(Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0), "needs root");
    }

    /** Programs are run. */
    static void programs(Collection<String> names) {
        for (String name : names) {
            assumeTrue(isInstalled(name), "needs the program " + name);
        }
    }

    /** Programs are run. */
    static void programs(String... names) {
        programs(List.of(names));
    }

    private static boolean isInstalled(String program) {
        Stream<String> path =
                Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":", -1));
        return Stream.concat(path, OF_ROOT.stream())
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }
}
