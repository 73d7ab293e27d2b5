package memplug.tree.nio;

import static java.nio.file.StandardOpenOption.WRITE;
import static memplug.tree.nio.SampleTree.STATE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import memplug.tree.Errno;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Error numbers are found in what a machine throws and in what the host throws. */
final class ErrnosTest {
    private final SampleTree tree = SampleTree.create();
    private final MachineFileSystem files = MachineFileSystem.of(tree);

    @Test
    void of_machine_findsTheNumberWhateverTheClass() {
        tree.state().answerWith(Errno.EHWPOISON);

        assertThat(errno(() -> Files.readString(files.getPath(STATE)))).hasValue(133);
        assertThat(errno(() -> Files.readString(files.getPath("/none")))).hasValue(2);
        assertThat(errno(() -> Files.readString(files.getPath(STATE + "/below"))))
                .hasValue(20);
        assertThat(errno(() -> Files.readSymbolicLink(files.getPath("/sys")))).hasValue(22);
        assertThat(errno(() -> Files.readString(files.getPath("/sys/loop")))).hasValue(40);
        assertThat(errno(() -> Files.createFile(files.getPath("/new")))).hasValue(13);
        assertThat(errno(() -> Files.delete(files.getPath("/sys")))).hasValue(1);
    }

    @Test
    void of_host_findsWhatTheJdkTells() {
        assumeThat(Path.of("/dev/full")).exists();

        assertThat(errno(() -> Files.writeString(Path.of("/dev/full"), "x", WRITE)))
                .hasValue(28);
        assertThat(errno(() -> Files.readString(Path.of("/")))).hasValue(21);
        assertThat(errno(() -> Files.readString(Path.of("/none")))).hasValue(2);
        assertThat(errno(() -> Files.newDirectoryStream(Path.of("/dev/null")))).hasValue(20);
        assertThat(errno(() -> Files.readString(Path.of("/dev/null/below")))).hasValue(20);
    }

    @Test
    void of_otherFailures_isEmpty() {
        assertThat(Errnos.of(new IOException())).isEmpty();
        assertThat(Errnos.of(new IOException("the disk is on fire"))).isEmpty();
    }

    private static OptionalInt errno(ThrowingCallable call) {
        return Errnos.of(catchThrowableOfType(IOException.class, call));
    }
}
