package memplug.tree.nio;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static memplug.tree.nio.SampleTree.MEMORY;
import static memplug.tree.nio.SampleTree.STATE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.ClosedFileSystemException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@link Files} gives and does, on files that are there. */
final class MachineFileSystemTest {
    private final SampleTree tree = SampleTree.create();
    private final MachineFileSystem files = MachineFileSystem.of(tree);

    @Test
    void readString_attribute_isItsValue() throws IOException {
        assertThat(Files.readString(path(STATE))).isEqualTo("online\n");
    }

    @Test
    void readAllBytes_fileWhoseSizeIsZero_isAllOfIt() throws IOException {
        assertThat(Files.readAllBytes(path("/proc/meminfo"))).asString().isEqualTo("MemTotal:\n");
    }

    @Test
    void lines_attribute_areItsLines() throws IOException {
        assertThat(Files.readAllLines(path(STATE))).containsExactly("online");
    }

    @Test
    void readString_missing_throwsNoSuchFile() {
        assertThatThrownBy(() -> Files.readString(path(MEMORY + "/memory9/state")))
                .isExactlyInstanceOf(NoSuchFileException.class)
                .hasMessage(MEMORY + "/memory9/state: ENOENT: there is no " + MEMORY + "/memory9");
    }

    @Test
    void writeString_attribute_isOneWrite() throws IOException {
        Files.writeString(path(STATE), "x".repeat(4000));

        assertThat(tree.state().writes()).containsExactly("x".repeat(4000));
        assertThat(tree.state().released()).isEqualTo(1);
    }

    @Test
    void writeString_throughALink_reachesTheFile() throws IOException {
        Files.writeString(path("/sys/bus/memory/devices/memory0/state"), "offline");

        assertThat(tree.state().writes()).containsExactly("offline");
    }

    @Test
    void newBufferedWriter_lines_isOneWriteWhenClosed() throws IOException {
        try (var writer = Files.newBufferedWriter(path(STATE))) {
            writer.write("offline");
            writer.newLine();
        }

        assertThat(tree.state().writes()).containsExactly("offline" + System.lineSeparator());
    }

    @Test
    void list_directory_isInTheOrderOfTheTree() throws IOException {
        try (Stream<Path> paths = Files.list(path(MEMORY))) {
            assertThat(paths)
                    .containsExactly(path(MEMORY + "/memory0"), path(MEMORY + "/probe"), path(MEMORY + "/absolute"));
        }
    }

    @Test
    void newDirectoryStream_glob_filtersByName() throws IOException {
        try (DirectoryStream<Path> paths = Files.newDirectoryStream(path(MEMORY), "memory[0-9]*")) {
            assertThat(paths).containsExactly(path(MEMORY + "/memory0"));
        }
    }

    @Test
    void newDirectoryStream_file_throwsNotDirectory() {
        assertThatThrownBy(() -> Files.newDirectoryStream(path(STATE)))
                .isExactlyInstanceOf(NotDirectoryException.class);
    }

    @Test
    void newDirectoryStream_iteratedTwice_throws() throws IOException {
        try (DirectoryStream<Path> paths = Files.newDirectoryStream(path(MEMORY))) {
            assertThat(paths.iterator()).hasNext();

            assertThatThrownBy(paths::iterator).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void newDirectoryStream_closedMeanwhile_ends() throws IOException {
        Iterator<Path> names;
        try (DirectoryStream<Path> paths = Files.newDirectoryStream(path(MEMORY))) {
            names = paths.iterator();
            assertThat(names.next()).isEqualTo(path(MEMORY + "/memory0"));
        }

        assertThat(names).isExhausted();
    }

    @Test
    void lookUp_deepPath_listsNoDirectory() throws IOException {
        Files.readString(path(STATE));

        assertThat(tree.root().directory(MEMORY).listings()).isZero();
    }

    @Test
    void walk_root_findsEverythingAndFollowsNoLink() throws IOException {
        try (Stream<Path> paths = Files.walk(path("/sys/devices"))) {
            assertThat(paths.map(Path::toString))
                    .containsExactly(
                            "/sys/devices",
                            "/sys/devices/system",
                            MEMORY,
                            MEMORY + "/memory0",
                            STATE,
                            MEMORY + "/memory0/removable",
                            MEMORY + "/memory0/node0",
                            MEMORY + "/probe",
                            MEMORY + "/absolute",
                            "/sys/devices/system/node",
                            "/sys/devices/system/node/node0",
                            "/sys/devices/system/node/node0/meminfo",
                            "/sys/devices/system/node/node0/memory0");
        }
    }

    @Test
    void readSymbolicLink_link_isItsText() throws IOException {
        assertThat(Files.readSymbolicLink(path("/sys/bus/memory/devices/memory0")))
                .isEqualTo(path("../../../devices/system/memory/memory0"));
    }

    @Test
    void readSymbolicLink_file_throwsNotLink() {
        assertThatThrownBy(() -> Files.readSymbolicLink(path(STATE))).isExactlyInstanceOf(NotLinkException.class);
    }

    @Test
    void exists_danglingLink_onlyAsALink() {
        Path link = path("/sys/bus/memory/devices/dangling");

        assertThat(Files.exists(link)).isFalse();
        assertThat(Files.notExists(link)).isTrue();
        assertThat(Files.exists(link, NOFOLLOW_LINKS)).isTrue();
        assertThat(Files.isSymbolicLink(link)).isTrue();
    }

    @Test
    void isSameFile_linkAndItsTarget_holds() throws IOException {
        assertThat(Files.isSameFile(path("/sys/bus/memory/devices/memory0"), path(MEMORY + "/memory0")))
                .isTrue();
        assertThat(Files.isSameFile(path("/sys"), path("/proc"))).isFalse();
        assertThat(Files.isSameFile(path("/sys"), Path.of("/sys"))).isFalse();
    }

    @Test
    void copy_attributeToAnotherFileSystem_copiesItsValue(@TempDir Path elsewhere) throws IOException {
        Path copy = Files.copy(path(STATE), elsewhere.resolve("state"));

        assertThat(copy).hasContent("online\n");
    }

    @Test
    void close_fileSystem_closesWhatIsOpenAndAnswersNoMore() throws IOException {
        var channel = Files.newByteChannel(path(STATE));

        files.close();

        assertThat(channel.isOpen()).isFalse();
        assertThat(tree.state().released()).isEqualTo(1);
        assertThatThrownBy(() -> Files.readString(path(STATE))).isInstanceOf(ClosedFileSystemException.class);
    }

    @Test
    void files_pathOfAnotherTree_areRefused() {
        Path other = MachineFileSystem.of(tree).getPath("/sys");

        assertThatThrownBy(() -> files.provider().isHidden(other)).isInstanceOf(ProviderMismatchException.class);
        assertThatThrownBy(() -> path("/").resolve(other)).isInstanceOf(ProviderMismatchException.class);
    }

    @Test
    void uri_ofAPath_leadsBackToIt() {
        assertThat(path(STATE).toUri()).hasToString("memplug:" + STATE);
        assertThat(files.provider().getPath(path(STATE).toUri())).isEqualTo(path(STATE));
    }

    @Test
    void rootDirectories_areTheOneAndNotTheHosts() {
        assertThat(files.getRootDirectories()).isEqualTo(List.of(path("/")));
        assertThat(path("/")).isNotEqualTo(FileSystems.getDefault().getPath("/"));
    }

    private Path path(String text) {
        return files.getPath(text);
    }
}
