package memplug.tree.nio;

import static memplug.tree.nio.SampleTree.MEMORY;
import static memplug.tree.nio.SampleTree.STATE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import memplug.machine.kernel.Task;
import memplug.tree.Errno;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** As transcript T18 has it: "chmod / mkdir / rm / ln / touch in sysfs". */
final class FixedNamesTest {
    private static final Caller USER = new Caller(1000, 1000, Task.PLAIN);

    private final SampleTree tree = SampleTree.create();
    private final Path memory = MachineFileSystem.of(tree).getPath(MEMORY);
    private final Path state = memory.resolve("memory0/state");
    private final Path missing = memory.resolve("new");

    @Test
    void mkdir_isNotPermitted() {
        assertThat(errno(() -> Files.createDirectory(missing))).isEqualTo(Errno.EPERM);
        assertThat(errno(() -> Files.createDirectory(memory))).isEqualTo(Errno.EEXIST);
        assertThat(errno(() -> Files.createDirectory(missing.resolve("below")))).isEqualTo(Errno.ENOENT);
    }

    @Test
    void createDirectories_thatAreThere_succeeds() throws IOException {
        assertThat(Files.createDirectories(memory)).isEqualTo(memory);
    }

    @Test
    void rm_isNotPermitted() {
        assertThat(errno(() -> Files.delete(state))).isEqualTo(Errno.EPERM);
        assertThat(errno(() -> Files.delete(memory))).isEqualTo(Errno.EPERM);
        assertThat(errno(() -> Files.delete(missing))).isEqualTo(Errno.ENOENT);
    }

    @Test
    void touch_isDenied() {
        assertThat(errno(() -> Files.createFile(missing))).isEqualTo(Errno.EACCES);
    }

    @Test
    void mv_isNotPermitted() {
        assertThat(errno(() -> Files.move(state, missing))).isEqualTo(Errno.EPERM);
        assertThat(errno(() -> Files.move(state, memory))).isEqualTo(Errno.EEXIST);
        assertThat(errno(() -> Files.move(state, memory, StandardCopyOption.REPLACE_EXISTING)))
                .isEqualTo(Errno.EPERM);
        assertThat(errno(() -> Files.move(missing, state))).isEqualTo(Errno.ENOENT);
    }

    @Test
    void ln_isNotPermitted() {
        assertThat(errno(() -> Files.createSymbolicLink(missing, state))).isEqualTo(Errno.EPERM);
        assertThat(errno(() -> Files.createLink(missing, state))).isEqualTo(Errno.EPERM);
        assertThat(errno(() -> Files.createLink(state, missing))).isEqualTo(Errno.ENOENT);
    }

    @Test
    void cp_failsAsCreatingAndRemovingDo(@TempDir Path elsewhere) throws IOException {
        Path foreign = Files.writeString(elsewhere.resolve("value"), "offline");

        assertThat(errno(() -> Files.copy(state, missing))).isEqualTo(Errno.EACCES);
        assertThat(errno(() -> Files.copy(memory, missing))).isEqualTo(Errno.EPERM);
        assertThat(errno(() -> Files.copy(state, memory))).isEqualTo(Errno.EEXIST);
        assertThat(errno(() -> Files.copy(foreign, missing))).isEqualTo(Errno.EACCES);
        assertThat(errno(() -> Files.copy(foreign, state))).isEqualTo(Errno.EEXIST);
    }

    @Test
    void anyChange_byAUser_isDenied() {
        Path asUser = MachineFileSystem.of(tree, USER).getPath(STATE);

        assertThat(errno(() -> Files.createDirectory(asUser.resolveSibling("new"))))
                .isEqualTo(Errno.EACCES);
        assertThat(errno(() -> Files.delete(asUser))).isEqualTo(Errno.EACCES);
    }

    private static Errno errno(ThrowingCallable call) {
        IOException failure = catchThrowableOfType(IOException.class, call);
        return Errno.of(Errnos.of(failure).orElseThrow()).orElseThrow();
    }
}
