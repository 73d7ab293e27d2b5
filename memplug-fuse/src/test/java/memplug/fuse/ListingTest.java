package memplug.fuse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.stream.IntStream;
import memplug.tree.SymbolicLink;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
final class ListingTest {
    @RegisterExtension
    private final MountFixture mounted = new MountFixture();

    @Test
    void list_fewEntries_givesThemInTheTreesOrder() throws IOException {
        mounted.tree().directory("node0");
        mounted.tree().file("state", "");
        mounted.tree().root().add("driver", new SymbolicLink(mounted.tree().newInode(), "x"));

        assertThat(mounted.sh("ls -f | tr '\\n' ' '")).isEqualTo(". .. node0 state driver");
        assertThat(mounted.sh("ls -F")).isEqualTo("driver@\nnode0/\nstate");
    }

    @Test
    void list_manyEntries_givesEachOnce() throws IOException {
        var directory = mounted.tree().directory("memory");
        IntStream.range(0, 50_000)
                .forEach(i ->
                        directory.add("memory" + i, new TextFile(mounted.tree().newInode(), "")));

        try (var names = Files.list(mounted.path("memory"))) {
            assertThat(names.map(path -> path.getFileName().toString()))
                    .containsExactlyElementsOf(IntStream.range(0, 50_000)
                            .mapToObj(i -> "memory" + i)
                            .toList());
        }
        assertThat(mounted.sh("ls -l memory | wc -l")).isEqualTo("50001");
    }

    @Test
    void list_whileEntriesComeAndGo_givesTheOnesThatStay() throws IOException {
        var directory = mounted.tree().directory("memory");
        IntStream.range(0, 5_000)
                .forEach(i ->
                        directory.add("memory" + i, new TextFile(mounted.tree().newInode(), "")));

        try (var names = Files.newDirectoryStream(mounted.path("memory"))) {
            var listing = names.iterator();
            for (int i = 0; i < 2_500; i++) {
                listing.next();
            }
            IntStream.range(0, 2_000).forEach(i -> directory.remove("memory" + i));

            assertThat(listing.next().getFileName()).hasToString("memory2500");
        }
        assertThat(mounted.sh("ls memory | wc -l")).isEqualTo("3000");
    }

    @Test
    void list_directoryThatIsGone_isEmpty() throws IOException {
        var directory = mounted.tree().directory("memory32");
        directory.add("state", new TextFile(mounted.tree().newInode(), ""));
        var process =
                Shell.start(mounted.path("memory32"), "sh", "-c", "echo ready; read go; ls; cat state; stat -c %F .");
        assertThat(process.getInputStream().readNBytes(6)).asString().isEqualTo("ready\n");

        directory.remove("state");
        mounted.tree().root().remove("memory32");
        try (var input = process.outputWriter()) {
            input.write("go\n");
        }

        assertThat(Shell.output(process)).isEqualTo("cat: state: No such file or directory\ndirectory");
    }
}
