package memplug.fuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import memplug.tree.ErrnoException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A tree that is mounted for the length of a test. No defect may have been reported when the test ends. */
final class MountFixture implements BeforeEachCallback, AfterEachCallback {
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final MemoryTree tree = new MemoryTree();
    private @Nullable Path directory;
    private @Nullable FuseMount mount;

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        assumeTrue(Files.isWritable(Path.of("/dev/fuse")), "needs /dev/fuse");
        directory = Files.createTempDirectory("memplug-fuse");
        var options = Options.defaults().withThreads(1).withOnFailure(failures::add);
        try {
            mount = FuseMount.mount(tree, directory, options);
        } catch (ErrnoException e) {
            Files.delete(directory);
            assumeTrue(!e.name().equals("EPERM"), "needs the right to mount");
            throw e;
        }
    }

    @Override
    public void afterEach(ExtensionContext context) throws IOException {
        if (mount != null && directory != null) {
            mount.close();
            Files.delete(directory);
        }
        assertThat(failures).isEmpty();
    }

    MemoryTree tree() {
        return tree;
    }

    Path path(String name) {
        return mountPoint().resolve(name);
    }

    Path mountPoint() {
        if (directory == null) {
            throw new IllegalStateException("not mounted");
        }
        return directory;
    }

    FuseMount mount() {
        if (mount == null) {
            throw new IllegalStateException("not mounted");
        }
        return mount;
    }

    Queue<Throwable> failures() {
        return failures;
    }

    /**
     * Runs a shell in the mounted directory.
     *
     * @param script what it runs
     * @return its output, errors included, without the last newline
     */
    String sh(String script) throws IOException {
        return Shell.run(mountPoint(), "sh", "-c", script);
    }
}
