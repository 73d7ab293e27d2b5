package memplug.fuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import memplug.machine.kernel.Task;
import memplug.tree.Access;
import memplug.tree.ErrnoException;
import memplug.tree.OpenFile;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
final class ChangingTreeTest {
    @RegisterExtension
    private final MountFixture mounted = new MountFixture();

    @Test
    void lookUp_missingThenAdded_finds() throws IOException {
        assertThat(mounted.path("memory32")).doesNotExist();

        mounted.tree().file("memory32", "online\n");

        assertThat(mounted.path("memory32")).hasContent("online\n");
    }

    @RepeatedTest(20)
    void open_afterRemoval_findsNothing() {
        mounted.tree().file("memory32", "online\n");
        assertThat(mounted.path("memory32")).hasContent("online\n");

        mounted.tree().root().remove("memory32");

        assertThatThrownBy(() -> Files.newInputStream(mounted.path("memory32")))
                .isInstanceOf(NoSuchFileException.class);
    }

    @RepeatedTest(20)
    void open_afterRemovalAndReturn_findsTheNewOne() throws IOException {
        mounted.tree().file("memory32", "old\n");
        assertThat(mounted.path("memory32")).hasContent("old\n");

        mounted.tree().root().remove("memory32");
        mounted.tree().file("memory32", "new\n");

        assertThat(Files.readString(mounted.path("memory32"))).isEqualTo("new\n");
    }

    @RepeatedTest(20)
    void open_belowADirectoryThatReturned_findsTheNewOne() throws IOException {
        var old = mounted.tree().directory("memory32");
        old.add("state", new TextFile(mounted.tree().newInode(), "old\n"));
        assertThat(mounted.path("memory32/state")).hasContent("old\n");

        old.remove("state");
        mounted.tree().root().remove("memory32");
        mounted.tree()
                .directory("memory32")
                .add("state", new TextFile(mounted.tree().newInode(), "new\n"));

        assertThat(Files.readString(mounted.path("memory32/state"))).isEqualTo("new\n");
    }

    @Test
    void readAndWrite_openFileOfWhatIsGone_failsWithEnodevAlsoAfterItReturned() throws IOException {
        mounted.tree().file("memory32", "old\n");

        try (var file = new RandomAccessFile(mounted.path("memory32").toFile(), "rw")) {
            mounted.tree().root().remove("memory32");
            mounted.tree().file("memory32", "new\n");

            assertThatThrownBy(file::read).hasMessageContaining("No such device");
            assertThatThrownBy(() -> file.write('x')).hasMessageContaining("No such device");
        }
    }

    @Test
    void stat_afterTheWriteThatRemovedIt_findsNothing() throws IOException {
        mounted.tree().root().add("unplug", new TextFile(mounted.tree().newInode(), "") {
            @Override
            public OpenFile open(Access access) {
                return new OpenText() {
                    @Override
                    public int write(long offset, byte[] bytes, Task task) throws ErrnoException {
                        mounted.tree().root().remove("memory32");
                        return bytes.length;
                    }
                };
            }
        });

        for (int i = 0; i < 100; i++) {
            mounted.tree().file("memory32", "online\n");
            assertThat(mounted.path("memory32")).exists();

            Files.writeString(mounted.path("unplug"), "1");

            assertThat(mounted.path("memory32")).doesNotExist();
        }
    }

    @Test
    void open_whileTheNameIsReplaced_findsOneOrTheOther() throws Exception {
        int times = 2_000;
        var together = new CyclicBarrier(2);
        mounted.tree().file("memory32", "online\n");
        var replacing = Thread.ofPlatform().start(() -> {
            for (int i = 0; i < times; i++) {
                await(together);
                synchronized (mounted.tree()) {
                    mounted.tree().root().remove("memory32");
                    mounted.tree().file("memory32", "online\n");
                }
            }
        });

        for (int i = 0; i < times; i++) {
            await(together);
            // Not read: reading what was replaced after it was opened fails, as it should.
            Files.newInputStream(mounted.path("memory32")).close();
        }

        replacing.join();
    }

    private static void await(CyclicBarrier together) {
        try {
            together.await();
        } catch (InterruptedException | BrokenBarrierException e) {
            throw new AssertionError(e);
        }
    }
}
