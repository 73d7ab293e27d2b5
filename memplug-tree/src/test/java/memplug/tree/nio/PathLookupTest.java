package memplug.tree.nio;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static memplug.tree.nio.SampleTree.MEMORY;
import static memplug.tree.nio.SampleTree.STATE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import memplug.machine.kernel.Task;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where paths lead, as told by {@link Path#toRealPath}. */
final class PathLookupTest {
    private final SampleTree tree = SampleTree.create();
    private final MachineFileSystem files = MachineFileSystem.of(tree);

    @ParameterizedTest
    @CsvSource({
        "/, /",
        "'', /",
        "/.., /",
        "sys/bus, /sys/bus",
        "/sys/./bus/../devices, /sys/devices",
        "/sys/bus/memory/devices/memory0, /sys/devices/system/memory/memory0",
        "/sys/bus/memory/devices/memory0/.., /sys/devices/system/memory",
        "/sys/bus/memory/devices/memory0/../../node, /sys/devices/system/node",
        "/sys/bus/memory/devices/memory0/node0/memory0/state, /sys/devices/system/memory/memory0/state",
        "/sys/devices/system/memory/absolute/memory, /sys/bus/memory",
    })
    void realPath_isWhereTheKernelGoes(String path, String real) throws IOException {
        assertThat(files.getPath(path).toRealPath()).hasToString(real);
    }

    @ParameterizedTest
    @CsvSource({
        "/sys/./bus/../devices, /sys/devices",
        "/../.., /",
        "/sys/bus/memory/devices/memory0, /sys/bus/memory/devices/memory0",
        "/sys/bus/memory/devices/memory0/../../node, /sys/bus/memory/devices/memory0/../../node",
        "sys/bus, /sys/bus",
    })
    void realPath_linksKept_dropsOnlyDotsThatPassNoLink(String path, String real) throws IOException {
        assertThat(files.getPath(path).toRealPath(NOFOLLOW_LINKS)).hasToString(real);
    }

    @Test
    void lookUp_dotDotBelowAFile_throwsNotDirectory() {
        assertThatThrownBy(() -> Files.readString(files.getPath(STATE + "/../removable")))
                .isExactlyInstanceOf(NotDirectoryException.class);
    }

    @Test
    void lookUp_dotDotBelowNothing_throwsNoSuchFile() {
        assertThatThrownBy(() -> Files.readString(files.getPath(MEMORY + "/memory9/../memory0/state")))
                .isExactlyInstanceOf(NoSuchFileException.class);
    }

    @Test
    void lookUp_linkToItself_throwsLoop() {
        assertThatThrownBy(() -> Files.readString(files.getPath("/sys/loop")))
                .isExactlyInstanceOf(FileSystemLoopException.class);
    }

    @Test
    void lookUp_linksInARow_fortyAreFollowed() throws IOException {
        SampleDirectory chain = tree.root().directory("chain").file("0", 0444, "there\n");
        for (int i = 1; i <= 41; i++) {
            chain.link("" + i, "" + (i - 1));
        }

        assertThat(Files.readString(files.getPath("/chain/40"))).isEqualTo("there\n");
        assertThatThrownBy(() -> Files.readString(files.getPath("/chain/41")))
                .isExactlyInstanceOf(FileSystemLoopException.class);
    }

    @Test
    void lookUp_directoryThatIsNotSearchable_throwsAccessDenied() throws IOException {
        Path asUser =
                MachineFileSystem.of(tree, new Caller(1000, 1000, Task.PLAIN)).getPath("/sys/secret/key");

        assertThatThrownBy(() -> Files.readString(asUser)).isExactlyInstanceOf(AccessDeniedException.class);
        assertThat(Files.readString(files.getPath("/sys/secret/key"))).isEmpty();
    }

    @Test
    void lookUp_nameThatWent_isGone() {
        Path block = files.getPath(MEMORY + "/memory0");
        assertThat(Files.isDirectory(block)).isTrue();

        tree.root().directory(MEMORY).remove("memory0");

        assertThat(Files.exists(block)).isFalse();
    }
}
