package memplug.fuse.sys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import memplug.tree.ErrnoException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LinuxTest {
    @TempDir
    private Path directory;

    @Test
    void open_missingFile_saysWhat() {
        assertThatThrownBy(() -> Linux.open("/no/such", Linux.O_RDONLY))
                .isInstanceOf(ErrnoException.class)
                .hasMessage("ENOENT: openat /no/such");
    }

    @Test
    void writeTo_aFile_isReadBack() throws IOException {
        Path path = Files.createFile(directory.resolve("file"));
        var buffer = new NativeBuffer(64);
        buffer.bytes().put(0, new byte[] {1, 2, 3});
        int written = Linux.open(path.toString(), Linux.O_RDWR | Linux.O_CLOEXEC);
        int read = Linux.open(path.toString(), Linux.O_RDONLY | Linux.O_CLOEXEC);

        assertThat(buffer.writeTo(written, 3)).isEqualTo(3);
        buffer.bytes().put(0, new byte[3]);
        assertThat(buffer.readFrom(read)).isEqualTo(3);
        assertThat(buffer.bytes().get(2)).isEqualTo((byte) 3);
        assertThat(buffer.readFrom(-1)).isEqualTo(-9);

        Linux.close(written);
        Linux.close(read);
    }

    @Test
    void deviceNumber_largeMinor_isEncodedAsTheKernelDoes() {
        assertThat(Linux.deviceNumber(252, 300)).isEqualTo(0x10_fc2c);
    }

    @Test
    void unmount_whatIsNotMounted_isInvalid() {
        assertThatThrownBy(() -> Mounts.unmount(directory.toString(), Mounts.DETACH))
                .hasMessageStartingWith("EINVAL: umount2 ");
    }
}
