package memplug.fuse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import memplug.fuse.sys.Linux;
import memplug.tree.Access;
import memplug.tree.OpenFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Requests that take long: interrupts, and that others go on meanwhile. */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
final class WaitingTest {
    @RegisterExtension
    private final MountFixture mounted = new MountFixture();

    private final ArrayList<Process> processes = new ArrayList<>();

    @AfterEach
    void killAll() {
        processes.forEach(Process::destroyForcibly);
    }

    private StuckFile stuck(String name) {
        return mounted.tree().root().add(name, new StuckFile(mounted.tree().newInode(), false));
    }

    private StuckFile log() {
        return mounted.tree().root().add("kmsg", new StuckFile(mounted.tree().newInode(), true));
    }

    private Process start(String script) throws IOException {
        var process = Shell.start(mounted.mountPoint(), "sh", "-c", script);
        processes.add(process);
        return process;
    }

    @Test
    void write_thatIsKilled_isInterrupted() throws Exception {
        var file = stuck("state");

        assertThat(mounted.sh("timeout 0.3 sh -c 'echo unplugged > state'; echo $?"))
                .isEqualTo("124");

        file.awaitInterrupted();
    }

    @Test
    void write_thatGetsASignalItHandles_failsWithEintr() throws Exception {
        stuck("state");

        // dash writes again after EINTR; bash says so.
        var process = Shell.start(
                mounted.mountPoint(), "bash", "-c", "trap 'echo handled' TERM; (sleep 0.3; kill $$) & echo x > state");

        assertThat(Shell.output(process)).contains("Interrupted system call").endsWith("handled");
    }

    @Test
    void write_thatIsStuck_doesNotStopOthers() throws Exception {
        mounted.tree().file("other", "fine\n");
        var files = new ArrayList<StuckFile>();
        for (int i = 0; i < 20; i++) {
            files.add(stuck("state" + i));
            start("echo x > state" + i);
        }
        for (var file : files) {
            file.awaitEntered();
        }

        assertThat(mounted.sh("cat other state3 && echo x > other && cat other"))
                .isEqualTo("fine\nstuck\nx");

        files.forEach(StuckFile::letGo);
        for (var process : processes) {
            assertThat(Shell.output(process)).isEmpty();
        }
        assertThat(mounted.sh("cat other state3")).isEqualTo("x\nx");
    }

    @Test
    void write_toAFileWhoseWriterHasBeenStuckForLong_reachesTheTree() throws Exception {
        var file = stuck("state");
        start("echo x > state");
        file.awaitEntered();

        // Once the first counts as long, the second has a node of its own to lock, and so has the third.
        start("sleep 0.3; echo y > state");
        file.awaitEntered();
        assertThat(mounted.sh("sleep 0.3; timeout 0.3 sh -c 'echo z > state'; echo $?"))
                .isEqualTo("124");
        file.awaitInterrupted();

        file.letGo();
        for (var process : processes) {
            assertThat(Shell.output(process)).isEmpty();
        }
        assertThat(mounted.sh("echo z > state; cat state")).isEqualTo("z");
    }

    @Test
    void read_thatWaits_doesNotStopOthersAndCanBeInterrupted() throws Exception {
        mounted.tree().file("other", "fine\n");
        var log = log();
        for (int i = 0; i < 5; i++) {
            start("cat kmsg");
            log.awaitEntered();
        }

        assertThat(mounted.sh("cat other")).isEqualTo("fine");
        assertThat(mounted.sh("timeout 0.3 cat kmsg; echo $?")).isEqualTo("124");
        log.awaitInterrupted();
    }

    @Test
    void read_nonBlocking_failsWithEagain() throws Exception {
        log();

        assertThat(mounted.sh("dd if=kmsg iflag=nonblock count=1")).contains("Resource temporarily unavailable");
    }

    @Test
    void close_whileAWriteIsStuck_interruptsIt() throws Exception {
        var file = stuck("state");
        start("echo x > state");
        file.awaitEntered();

        mounted.mount().close();

        file.awaitInterrupted();
        mounted.mount().await();
    }

    @Test
    void poll_thatWaits_isWokenByTheFile() throws Exception {
        var file =
                mounted.tree().root().add("state", new PolledFile(mounted.tree().newInode()));
        var waiting = start("exec python3 -c 'import select; f = open(\"state\"); p = select.poll();"
                + " p.register(f, select.POLLPRI); print(p.poll(30000)[0][1])'");
        file.awaitWaiter();

        file.change();

        assertThat(Shell.output(waiting)).isEqualTo(String.valueOf(OpenFile.POLLPRI | OpenFile.POLLERR));
    }

    @Test
    void poll_fileWithoutEvents_isReadyAtOnce() throws Exception {
        mounted.tree().file("state", "online\n");
        int descriptor = Linux.open(mounted.path("state").toString(), Linux.O_RDONLY | Linux.O_CLOEXEC);

        assertThat(Linux.poll(descriptor, Linux.POLLIN, Duration.ofSeconds(10))).isEqualTo(Linux.POLLIN);

        Linux.close(descriptor);
    }

    /** A file that has something exceptional to tell after it changed. */
    private static final class PolledFile extends TextFile {
        private final BlockingQueue<Runnable> waiters = new LinkedBlockingQueue<>();
        private volatile boolean changed;

        PolledFile(long inode) {
            super(inode, "online\n");
        }

        void awaitWaiter() throws InterruptedException {
            waiters.add(waiters.take());
        }

        void change() {
            changed = true;
            for (var waiter = waiters.poll(); waiter != null; waiter = waiters.poll()) {
                waiter.run();
            }
        }

        @Override
        public OpenFile open(Access access) {
            return new OpenText() {
                @Override
                public int poll(Runnable wakeup) {
                    waiters.add(wakeup);
                    return changed ? POLLERR | POLLPRI : 0;
                }
            };
        }
    }
}
