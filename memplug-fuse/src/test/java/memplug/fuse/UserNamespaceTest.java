package memplug.fuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** A mount by who is root only in a user namespace. */
final class UserNamespaceTest {
    private static final String UNSHARE = "unshare --user --map-root-user --mount ";

    @Test
    void mount_inAUserNamespace_isReadByProgramsThere() throws IOException {
        assumeTrue(Files.isWritable(Path.of("/dev/fuse")), "needs /dev/fuse");
        Path root = Path.of("/");
        assumeTrue(Shell.run(root, "sh", "-c", UNSHARE + "true && echo yes").equals("yes"), "needs user namespaces");
        Path directory = Files.createTempDirectory("memplug-fuse");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();

        String output = Shell.run(
                root,
                "sh",
                "-c",
                UNSHARE + java + " --enable-native-access=ALL-UNNAMED -cp " + System.getProperty("java.class.path")
                        + " " + MountOnce.class.getName() + " " + directory);

        assertThat(output).isEqualTo("mounted\nroot 644");
        Files.delete(directory);
    }
}
