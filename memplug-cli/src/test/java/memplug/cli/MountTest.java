package memplug.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MountTest {
    private static final String SMALL =
            Memplug.ROOT.resolve("machines/small.yaml").toString();

    @TempDir
    private Path directory;

    @BeforeAll
    static void requireMounting() throws Exception {
        Requirements.mounting();
    }

    @Test
    void mount_servesUntilInterrupted() throws Exception {
        try (Started mounted = Started.of(Memplug.of("mount", SMALL, directory.toString()))) {
            assertThat(mounted.nextLine()).isEqualTo("small is at " + directory + " (Ctrl-C ends it)");
            assertThat(directory.resolve("sys/devices/system/memory/block_size_bytes"))
                    .exists();

            mounted.kill("TERM");

            assertThat(mounted.awaitEnd()).isZero();
            assertThat(directory).isEmptyDirectory();
        }
    }

    @Test
    void mount_unmountedBySomeoneElse_ends() throws Exception {
        try (Started mounted = Started.of(Memplug.of("mount", SMALL, directory.toString()))) {
            mounted.nextLine();

            new ProcessBuilder("umount", directory.toString()).start().waitFor();

            assertThat(mounted.awaitEnd()).isZero();
        }
    }

    @Test
    void mount_atAFile_isRefused() throws Exception {
        Path file = Files.createFile(directory.resolve("file"));

        var finished = Memplug.of("mount", SMALL, file.toString()).run();

        assertThat(finished)
                .isEqualTo(new Memplug.Finished(ExitStatus.NO_INPUT, "", "memplug: " + file + ": not a directory\n"));
    }
}
