package memplug.tree.nio;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static memplug.tree.nio.SampleTree.MEMORY;
import static memplug.tree.nio.SampleTree.STATE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.DosFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.Map;
import memplug.machine.kernel.Task;
import org.junit.jupiter.api.Test;

/** Attributes, and who may do what. */
final class AttributesTest {
    private final SampleTree tree = SampleTree.create();
    private final MachineFileSystem files = MachineFileSystem.of(tree);
    private final MachineFileSystem asUser = MachineFileSystem.of(tree, new Caller(1000, 1000, Task.PLAIN));
    private final Path state = files.getPath(STATE);

    @Test
    void posixAttributes_file_areThoseOfStat() throws IOException {
        PosixFileAttributes attributes = Files.readAttributes(state, PosixFileAttributes.class);

        assertThat(PosixFilePermissions.toString(attributes.permissions())).isEqualTo("rw-r--r--");
        assertThat(attributes.owner()).hasToString("root");
        assertThat(attributes.group().getName()).isEqualTo("root");
        assertThat(attributes.size()).isEqualTo(4096);
        assertThat(attributes.isRegularFile()).isTrue();
    }

    @Test
    void lastModifiedTime_anyFile_isTheEpoch() throws IOException {
        assertThat(Files.getLastModifiedTime(state)).isEqualTo(FileTime.fromMillis(0));
    }

    @Test
    void basicAttributes_link_areOfTheLinkOrItsTarget() throws IOException {
        Path link = files.getPath("/sys/bus/memory/devices/memory0");

        assertThat(Files.readAttributes(link, BasicFileAttributes.class).isDirectory())
                .isTrue();
        assertThat(Files.readAttributes(link, BasicFileAttributes.class, NOFOLLOW_LINKS)
                        .isSymbolicLink())
                .isTrue();
    }

    @Test
    void fileKey_linkFollowed_isItsTargets() throws IOException {
        Object key = Files.getAttribute(files.getPath("/sys/bus/memory/devices/memory0/state"), "fileKey");

        assertThat(key).isEqualTo(Files.getAttribute(state, "fileKey"));
    }

    @Test
    void unixMode_eachKind_hasItsType() throws IOException {
        assertThat(mode(STATE)).isEqualTo(0100644);
        assertThat(mode(MEMORY)).isEqualTo(0040755);
        assertThat(mode("/sys/loop")).isEqualTo(0120777);
        assertThat(mode("/dev/dax0.0")).isEqualTo(0020600);
    }

    @Test
    void unixAttributes_byName_areThoseOfStat() throws IOException {
        assertThat(Files.readAttributes(files.getPath("/dev/dax0.0"), "unix:rdev,uid,gid,nlink"))
                .isEqualTo(Map.of("rdev", 250L << 8 | 3, "uid", 0, "gid", 0, "nlink", 1));
        assertThat(Files.getAttribute(state, "unix:ino")).isEqualTo(tree.state().inode());
        assertThat(Files.getAttribute(files.getPath(MEMORY), "unix:nlink")).isEqualTo(3);
    }

    @Test
    void attributes_all_areTheSameNamesAsTheHosts() throws IOException {
        for (String view : new String[] {"*", "basic:*", "owner:*", "posix:*", "unix:*"}) {
            assertThat(Files.readAttributes(state, view).keySet())
                    .isEqualTo(Files.readAttributes(Path.of("/"), view).keySet());
        }
    }

    @Test
    void attributes_unknown_areRefusedAsByTheHost() {
        assertThatThrownBy(() -> Files.getAttribute(state, "basic:colour"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Files.getAttribute(state, "acl:acl"))
                .isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> Files.readAttributes(state, DosFileAttributes.class))
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void setPosixFilePermissions_byRoot_changesThem() throws IOException {
        Files.setPosixFilePermissions(state, PosixFilePermissions.fromString("rw-------"));

        assertThat(tree.state().permissions()).isEqualTo(0600);
        assertThat(Files.isReadable(asUser.getPath(STATE))).isFalse();
    }

    @Test
    void setAttribute_unixMode_changesPermissions() throws IOException {
        Files.setAttribute(state, "unix:mode", 0640);

        assertThat(mode(STATE)).isEqualTo(0100640);
    }

    @Test
    void setPosixFilePermissions_byAUser_isNotPermitted() {
        assertThatThrownBy(() -> Files.setPosixFilePermissions(
                        asUser.getPath(STATE), PosixFilePermissions.fromString("rwxrwxrwx")))
                .isInstanceOfSatisfying(
                        ErrnoFileSystemException.class,
                        e -> assertThat(e.name()).isEqualTo("EPERM"));
    }

    @Test
    void setOwnerOrTime_isNotPermitted() throws IOException {
        var root = files.getUserPrincipalLookupService().lookupPrincipalByName("root");

        assertThatThrownBy(() -> Files.setOwner(state, root)).isInstanceOf(ErrnoFileSystemException.class);
        assertThatThrownBy(() -> Files.setLastModifiedTime(state, FileTime.fromMillis(1)))
                .isInstanceOf(ErrnoFileSystemException.class);
    }

    @Test
    void lookupPrincipal_other_isNotFound() {
        assertThatThrownBy(() -> files.getUserPrincipalLookupService().lookupPrincipalByName("nobody"))
                .isInstanceOf(UserPrincipalNotFoundException.class);
    }

    @Test
    void checkAccess_eachCaller_goesByMode() {
        assertThat(Files.isReadable(asUser.getPath(STATE))).isTrue();
        assertThat(Files.isWritable(asUser.getPath(STATE))).isFalse();
        assertThat(Files.isWritable(state)).isTrue();
        assertThat(Files.isExecutable(state)).isFalse();
        assertThat(Files.isExecutable(asUser.getPath(MEMORY))).isTrue();
    }

    @Test
    void fileStore_anyFile_supportsTheViews() throws IOException {
        var store = Files.getFileStore(state);

        assertThat(files.supportedFileAttributeViews()).allMatch(store::supportsFileAttributeView);
    }

    private int mode(String path) throws IOException {
        return (int) Files.getAttribute(files.getPath(path), "unix:mode", NOFOLLOW_LINKS);
    }
}
