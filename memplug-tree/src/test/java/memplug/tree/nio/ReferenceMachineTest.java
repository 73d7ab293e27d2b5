package memplug.tree.nio;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import memplug.machine.Machine;
import memplug.machine.description.DescriptionException;
import memplug.machine.description.DescriptionReader;
import memplug.machine.kernel.Task;
import memplug.tree.MachineTree;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A Java program on the machine of the recordings, whose device gives it blocks 33 to 39. */
final class ReferenceMachineTest {
    private static final Path DESCRIPTION = Path.of("../machines/reference.yaml");
    private static final List<String> DEVICE_BLOCKS =
            List.of("memory33", "memory34", "memory35", "memory36", "memory37", "memory38", "memory39");

    private MachineTree tree;
    private MachineFileSystem files;
    private Path state;
    private Path memory;

    @BeforeEach
    void boot() throws IOException, DescriptionException {
        tree = MachineTree.of(Machine.boot(DescriptionReader.read(Files.readString(DESCRIPTION), "reference.yaml")));
        files = MachineFileSystem.of(tree);
        state = files.getPath("/sys/bus/dax/devices/dax0.0/state");
        memory = files.getPath("/sys/devices/system/memory");
        Files.writeString(state, "unplugged");
    }

    @Test
    void writeString_state_plugsAndUnplugsTheWholeDevice() throws IOException {
        assertThat(deviceBlocks()).isEmpty();

        Files.writeString(state, "online_movable\n");
        assertThat(deviceBlocks()).containsExactlyInAnyOrderElementsOf(DEVICE_BLOCKS);
        assertThat(Files.readString(memory.resolve("memory33/valid_zones"))).isEqualTo("Movable\n");

        Files.writeString(state, "unplugged\n");
        assertThat(deviceBlocks()).isEmpty();
        assertThat(Files.readString(state)).isEqualTo("unplugged\n");
    }

    @Test
    void writeString_refusedValue_carriesWhatLinuxAnswers() throws IOException {
        assertThat(errno(state, "nonsense")).isEqualTo("EINVAL");
        Files.writeString(state, "online_movable");
        assertThat(errno(state, "online_kernel")).isEqualTo("EBUSY");
        assertThat(errno(memory.resolve("memory33/state"), "online")).isEqualTo("EINVAL");
    }

    @Test
    void channel_keptOpenOverTheUnplug_answersENODEV() throws IOException {
        Files.writeString(state, "online_movable");
        try (var kept = Files.newByteChannel(memory.resolve("memory33/state"))) {
            Files.writeString(state, "unplugged");

            assertThatThrownBy(() -> kept.read(ByteBuffer.allocate(64)))
                    .isInstanceOfSatisfying(
                            ErrnoFileSystemException.class,
                            e -> assertThat(e.name()).isEqualTo("ENODEV"));
        }
    }

    @Test
    void readString_blockThatWent_throwsNoSuchFile() {
        assertThatThrownBy(() -> Files.readString(memory.resolve("memory33/state")))
                .isExactlyInstanceOf(NoSuchFileException.class);
    }

    @Test
    void toRealPath_device_isBelowItsParents() throws IOException {
        assertThat(state.toRealPath())
                .hasToString("/sys/devices/platform/e820_pmem/ndbus0/region0/dax0.0/dax0.0/state");
        assertThat(state.resolve("../driver").normalize().toRealPath()).hasToString("/sys/bus/dax/drivers/kmem");
    }

    @Test
    void user_whoIsNotRoot_readsAndDoesNotWrite() throws IOException {
        Path asUser =
                MachineFileSystem.of(tree, new Caller(1000, 1000, Task.PLAIN)).getPath(state.toString());

        assertThat(Files.readString(asUser)).isEqualTo("unplugged\n");
        assertThatThrownBy(() -> Files.writeString(asUser, "online")).isExactlyInstanceOf(AccessDeniedException.class);
        assertThatThrownBy(() -> Files.readString(asUser.resolveSibling("resource")))
                .isExactlyInstanceOf(AccessDeniedException.class);
    }

    @Test
    void setPosixFilePermissions_attribute_staysSo() throws IOException {
        Files.setPosixFilePermissions(state, PosixFilePermissions.fromString("rw-------"));

        assertThat(Files.getAttribute(state, "unix:mode")).isEqualTo(0100600);
    }

    /** Every file can be looked at, and read or refused with an error number. */
    @Test
    void walk_everyFile_answers() throws IOException {
        Files.writeString(state, "online_movable");
        try (Stream<Path> paths = Files.walk(files.getPath("/"))) {
            for (Path path : (Iterable<Path>) paths::iterator) {
                assertThat(Files.getAttribute(path, "unix:ino", NOFOLLOW_LINKS)).isNotNull();
                if (Files.isRegularFile(path, NOFOLLOW_LINKS)) {
                    IOException failure = catchThrowableOfType(IOException.class, () -> Files.readString(path));
                    assertThat(failure == null || Errnos.of(failure).isPresent())
                            .as(path.toString())
                            .isTrue();
                } else if (Files.isSymbolicLink(path)) {
                    assertThat(path).as(path.toString()).exists();
                }
            }
        }
    }

    private List<String> deviceBlocks() throws IOException {
        try (Stream<Path> paths = Files.list(memory)) {
            return paths.map(path -> path.getFileName().toString())
                    .filter(DEVICE_BLOCKS::contains)
                    .toList();
        }
    }

    private static String errno(Path path, String value) {
        return catchThrowableOfType(ErrnoFileSystemException.class, () -> Files.writeString(path, value))
                .name();
    }
}
