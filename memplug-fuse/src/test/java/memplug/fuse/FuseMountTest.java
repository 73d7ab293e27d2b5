package memplug.fuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import memplug.machine.kernel.Task;
import memplug.tree.Access;
import memplug.tree.CharacterDevice;
import memplug.tree.ErrnoException;
import memplug.tree.OpenFile;
import memplug.tree.SymbolicLink;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
final class FuseMountTest {
    @RegisterExtension
    private final MountFixture mounted = new MountFixture();

    @Test
    void read_attribute_givesItsText() throws IOException {
        mounted.tree().file("state", "online\n");

        assertThat(mounted.path("state")).hasContent("online\n");
        assertThat(Files.size(mounted.path("state"))).isEqualTo(4096);
    }

    @Test
    void read_fromTheMiddle_givesTheRest() throws IOException {
        mounted.tree().file("state", "0123456789");

        try (var file = new RandomAccessFile(mounted.path("state").toFile(), "r")) {
            file.seek(7);
            byte[] bytes = new byte[8];

            assertThat(file.read(bytes)).isEqualTo(3);
            assertThat(bytes).startsWith('7', '8', '9');
        }
    }

    @Test
    void read_whatChangedMeanwhile_isNotCached() throws IOException {
        var file = mounted.tree().file("state", "online\n");
        assertThat(mounted.path("state")).hasContent("online\n");

        file.setText("offline\n");

        assertThat(mounted.path("state")).hasContent("offline\n");
    }

    @Test
    void write_truncating_replacesTheText() throws IOException {
        var file = mounted.tree().file("state", "online\n");

        assertThat(mounted.sh("echo offline > state")).isEmpty();
        assertThat(file.text()).isEqualTo("offline\n");
        assertThat(mounted.sh("echo online >> state && stat -c %s state")).isEqualTo("4096");
        assertThat(file.text()).isEqualTo("online\n");
    }

    @Test
    void write_refusedByTheTree_failsWithItsErrno() throws IOException {
        mounted.tree().file("state", "online\n");

        assertThat(mounted.sh("echo bad | tee state")).contains("Invalid argument");
    }

    @Test
    void write_withAnErrnoTheProtocolCannotCarry_failsWithEio() throws IOException {
        mounted.tree().root().add("state", new TextFile(mounted.tree().newInode(), "") {
            @Override
            public OpenFile open(Access access) {
                return new OpenText() {
                    @Override
                    public int write(long offset, byte[] bytes, Task task) throws ErrnoException {
                        throw new ErrnoException(4095, "a notifier's");
                    }
                };
            }
        });

        assertThat(mounted.sh("echo x | tee state")).contains("Input/output error");
    }

    @Test
    void open_forAnAccessItNeverAllows_isRefusedEvenToRoot() throws IOException {
        mounted.tree().file("state", "online\n").setPermissions(0444);
        mounted.tree().file("probe", "").setPermissions(0200);

        assertThat(mounted.sh("echo offline > state")).contains("Permission denied");
        assertThat(mounted.sh("cat probe")).contains("Permission denied");
    }

    @Test
    void readLink_givesTheTarget() throws IOException {
        mounted.tree().file("state", "online\n");
        mounted.tree().root().add("link", new SymbolicLink(mounted.tree().newInode(), "state"));

        assertThat(Files.readSymbolicLink(mounted.path("link"))).isEqualTo(Path.of("state"));
        assertThat(mounted.path("link")).hasContent("online\n");
        assertThat(mounted.sh("stat -c '%F %s' link")).isEqualTo("symbolic link 0");
    }

    @Test
    void stat_characterDevice_showsItsNumbers() throws IOException {
        mounted.tree().root().add("dax0.0", new CharacterDevice(mounted.tree().newInode(), 252, 300));

        assertThat(mounted.sh("stat -c '%F %t:%T %a' dax0.0")).isEqualTo("character special file fc:12c 600");
        assertThat(mounted.sh("cat dax0.0")).contains("Permission denied");
    }

    @Test
    void changeMode_byRoot_isSeenAtOnce() throws IOException {
        mounted.tree().file("state", "online\n");

        assertThat(mounted.sh("chmod 600 state && stat -c %a state")).isEqualTo("600");
        assertThat(mounted.sh("chmod 700 .")).contains("Operation not permitted");
    }

    @Test
    void setTimesAndOwner_byRoot_areAccepted() throws IOException {
        mounted.tree().file("state", "online\n");

        assertThat(mounted.sh("touch state && chown 0:0 state && stat -c %U state"))
                .isEqualTo("root");
    }

    @Test
    void make_anything_isRefusedAsInSysfs() throws IOException {
        mounted.tree().directory("old");
        mounted.tree().file("state", "");

        assertThat(mounted.sh("touch new")).contains("Permission denied");
        assertThat(mounted.sh("mkdir new")).contains("Operation not permitted");
        assertThat(mounted.sh("mknod new p")).contains("Operation not permitted");
        assertThat(mounted.sh("ln -s x new")).contains("Operation not permitted");
        assertThat(mounted.sh("ln state new")).contains("Operation not permitted");
    }

    @Test
    void remove_anything_isRefusedAsInSysfs() throws IOException {
        mounted.tree().directory("old");
        mounted.tree().file("state", "");

        assertThat(mounted.sh("rm -f state")).contains("Operation not permitted");
        assertThat(mounted.sh("rmdir old")).contains("Operation not permitted");
        assertThat(mounted.sh("mv state new")).contains("Operation not permitted");
    }

    @Test
    void statfs_showsNoBlocks() throws IOException {
        assertThat(mounted.sh("stat -f -c '%s %b %l' .")).isEqualTo("4096 0 255");
    }

    @Test
    void extendedAttributesAndFlags_areNotSupported() throws IOException {
        mounted.tree().file("state", "");

        assertThat(Files.getFileStore(mounted.path("state")).supportsFileAttributeView("user"))
                .isFalse();
        assertThat(mounted.sh("ls -l state")).startsWith("-rw-r--r-- 1 root root 4096");
    }

    @Test
    void read_treeWithADefect_failsWithEioAndIsReported() throws IOException {
        mounted.tree().root().add("broken", new TextFile(mounted.tree().newInode(), "") {
            @Override
            public OpenFile open(Access access) {
                throw new IllegalStateException("defect");
            }
        });
        mounted.tree().file("state", "online\n");

        assertThat(mounted.sh("cat broken")).contains("Input/output error");
        assertThat(mounted.failures()).singleElement().isInstanceOf(IllegalStateException.class);
        mounted.failures().clear();
        assertThat(mounted.path("state")).hasContent("online\n");
    }

    @Test
    void open_byAnother_obeysThePermissionBits() throws IOException {
        mounted.tree().file("state", "online\n");
        mounted.tree().file("secret", "x").setPermissions(0400);
        String asOther = "setpriv --reuid 1000 --regid 1000 --clear-groups ";

        assertThat(mounted.sh(asOther + "cat state")).isEqualTo("online");
        assertThat(mounted.sh(asOther + "sh -c 'echo x > state'")).contains("Permission denied");
        assertThat(mounted.sh(asOther + "cat secret")).contains("Permission denied");
        assertThat(mounted.sh(asOther + "chmod 666 state")).contains("Operation not permitted");
        assertThat(mounted.sh(asOther + "touch new")).contains("Permission denied");
    }

    @Test
    void open_afterChangeMode_obeysTheNewMode() throws IOException {
        mounted.tree().file("state", "online\n");
        String write = "setpriv --reuid 1000 --regid 1000 --clear-groups sh -c 'echo x > state'";
        assertThat(mounted.sh(write)).contains("Permission denied");

        assertThat(mounted.sh("chmod 666 state")).isEmpty();

        assertThat(mounted.sh(write)).isEmpty();
    }

    @Test
    void mount_onWhatIsNoDirectory_fails() throws IOException {
        Path file = Files.createTempFile("memplug", "");

        assertThatThrownBy(() -> FuseMount.mount(mounted.tree(), file, Options.defaults()))
                .isInstanceOf(ErrnoException.class)
                .hasMessageContaining(file.toString());
        Files.delete(file);
    }

    @Test
    void close_whileAFileIsOpen_endsTheMountAndItsReaders() throws Exception {
        mounted.tree().file("state", "online\n");

        try (var file = Files.newInputStream(mounted.path("state"))) {
            mounted.mount().close();

            assertThatThrownBy(file::read).isInstanceOf(IOException.class);
        }
        mounted.mount().await();
        assertThat(mounted.mountPoint()).isEmptyDirectory();
    }

    @Test
    void await_unmountedByAnother_returns() throws Exception {
        assertThat(Shell.run(Path.of("/"), "umount", mounted.mountPoint().toString()))
                .isEmpty();

        mounted.mount().await();
    }

    @Test
    void create_newFile_isDeniedToJavaToo() {
        assertThatThrownBy(() -> Files.createFile(mounted.path("new"))).isInstanceOf(AccessDeniedException.class);
    }
}
