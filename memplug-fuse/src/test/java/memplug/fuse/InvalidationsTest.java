package memplug.fuse;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
final class InvalidationsTest {
    private final List<Throwable> failures = new ArrayList<>();
    private final SilentNotices notices = new SilentNotices();
    private final MemoryTree tree = new MemoryTree();
    private final NodeTable nodes = new NodeTable(tree.root());
    private final MemoryTree.MemoryDirectory unknown = tree.directory("unknown");
    private final Invalidations invalidations = new Invalidations(tree, nodes, notices, new Failures(failures::add));
    private final Thread thread = Thread.ofPlatform().daemon().unstarted(invalidations);

    @AfterEach
    void end() throws InterruptedException {
        thread.interrupt();
        thread.join();
        assertThat(failures).isEmpty();
    }

    @Test
    void change_inADirectoryTheKernelKnows_isSent() {
        thread.start();

        tree.file("a", "");
        tree.root().remove("a");
        invalidations.awaitUpToDate();

        assertThat(notices.sent()).contains("1/a", "attributes of 1").doesNotContain("1/unknown");
        assertThat(invalidations.upToDate()).isTrue();
    }

    @Test
    void change_inADirectoryTheKernelDoesNotKnow_isNotSent() {
        thread.start();

        unknown.add("a", new TextFile(tree.newInode(), ""));
        invalidations.awaitUpToDate();

        assertThat(notices.sent()).isEmpty();
    }

    @Test
    void upToDate_changeNotSentYet_isFalse() {
        tree.file("a", "");

        assertThat(invalidations.upToDate()).isFalse();
    }

    @Test
    void awaitUpToDate_threadEnded_returns() throws InterruptedException {
        thread.start();
        thread.interrupt();
        thread.join();
        tree.file("a", "");

        invalidations.awaitUpToDate();

        assertThat(notices.sent()).isEmpty();
    }
}
