package memplug.fuse.stress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import memplug.fuse.MountedMachine;
import memplug.machine.Machine;
import memplug.machine.dax.KmemState;
import memplug.machine.kernel.Fingerprint;
import memplug.machine.kernel.LogLine;
import memplug.machine.kernel.Task;
import memplug.machine.mm.BlockId;
import memplug.machine.mm.FrameUse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** A page is pinned, so that an unplug goes on until a signal comes. As facts 9.2 and 11, and T16b of the transcripts. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
class InterruptedUnplugTest {
    private static final String STATE = "sys/bus/dax/devices/dax0.0/state";
    private static final String MEMORY = "sys/devices/system/memory/";
    private static final String UNPLUG = "echo unplugged > " + STATE;
    private static final String AWAIT_STUCK =
            "until grep -q going-offline " + MEMORY + "memory66/state; do sleep 0.01; done; sleep 0.2; ";

    /** In the middle: what goes offline before it has to come back, and what would go after it stays. */
    private static final BlockId PINNED = new BlockId(66);

    /** At once, on a machine that has other things to do. */
    private static final long PROMPT_SECONDS = 5;

    private static final long BYTES_BEFORE = 2 * (126L << 20);

    private final List<Process> processes = new ArrayList<>();
    private MountedMachine mounted;
    private Machine machine;
    private Fingerprint before;

    InterruptedUnplugTest() throws IOException {
        mounted = MountedMachine.boot("pool");
        machine = mounted.machine();
        before = machine.fingerprint();
    }

    @BeforeEach
    void pinAPage() {
        var device = machine.dax().device("dax0.0").orElseThrow();
        machine.dax().kmem().setState(device, KmemState.UNPLUGGED, Task.PLAIN);
        machine.dax().kmem().setState(device, KmemState.ONLINE_MOVABLE, Task.PLAIN);
        machine.workload().start("filler", BYTES_BEFORE, 1);
        machine.workload().start("rdma", 1 << 20, 1);
        machine.workload().pin("rdma");
        machine.workload().stop("filler");
        before = machine.fingerprint();
        assertThat(machine.memory().block(PINNED).orElseThrow().frames().runs())
                .anyMatch(run -> run.use() == FrameUse.PINNED);
    }

    @AfterEach
    void close() throws IOException {
        processes.forEach(Process::destroyForcibly);
        mounted.close();
    }

    private Process start(String script) throws IOException {
        var process = mounted.start(script);
        processes.add(process);
        return process;
    }

    private static long secondsSince(long began) {
        return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began);
    }

    private void assertAllIsAsBefore() {
        assertThat(machine.fingerprint()).isEqualTo(before);
        assertThat(machine.audit()).isEmpty();
        assertThat(machine.kernel().log().all().stream().map(LogLine::text))
                .contains("kmem dax0.0: hotremove failed, device left online: -4");
    }

    @Test
    void unplug_thatIsTimedOut_endsAtOnceAndPutsAllBack() throws IOException {
        long began = System.nanoTime();

        assertThat(mounted.sh("timeout 0.2 sh -c '" + UNPLUG + "'; echo $?")).isEqualTo("124");

        assertThat(secondsSince(began)).isLessThan(PROMPT_SECONDS);
        assertAllIsAsBefore();
        assertThat(mounted.sh("cat " + STATE)).isEqualTo("online_movable");
    }

    @Test
    void unplug_thatGetsASignalItHandles_failsWithEintr() throws IOException {
        // dash writes again after EINTR; bash says so.
        String output =
                mounted.sh("bash -c \"trap 'echo handled' INT; (sleep 0.3; kill -INT \\$\\$) & " + UNPLUG + "\"");

        assertThat(output).contains("Interrupted system call").contains("handled");
        assertAllIsAsBefore();
    }

    @Test
    void unplug_whileItGoesOn_isSeenByReaders() throws IOException {
        var unplug = start("timeout 20 sh -c '" + UNPLUG + "'; echo $?");

        assertThat(mounted.sh(
                        AWAIT_STUCK + "cat " + MEMORY + "memory6[4-7]/state " + MEMORY + "memory7[023]/state " + STATE))
                .isEqualTo("offline\noffline\ngoing-offline\nonline\nonline\nonline\nonline\nonline_movable");
        assertThat(mounted.sh("ls -d " + MEMORY + "memory6[4-7] | wc -l; readlink " + MEMORY + "memory66/node1"))
                .isEqualTo("4\n../../node/node1");

        machine.workload().unpin("rdma");
        assertThat(MountedMachine.output(unplug)).isEqualTo("0");
        assertThat(mounted.sh("cat " + STATE + "; ls -d " + MEMORY + "memory6[4-7]"))
                .startsWith("unplugged\n");
    }

    @Test
    void autoOnlineBlocks_whileAnUnplugGoesOn_canBeWritten() throws IOException {
        var unplug = start("timeout 20 sh -c '" + UNPLUG + "'; echo $?");

        assertThat(
                        mounted.sh(
                                AWAIT_STUCK + "cd " + MEMORY
                                        + "; for i in online_movable offline; do echo $i > auto_online_blocks; cat auto_online_blocks; done"))
                .isEqualTo("online_movable\noffline");

        machine.workload().unpin("rdma");
        assertThat(MountedMachine.output(unplug)).isEqualTo("0");
    }

    @Test
    void writersOfBlocks_whileAnUnplugGoesOn_waitAndCanBeInterrupted() throws IOException {
        var unplug = start("timeout 20 sh -c '" + UNPLUG + "'; echo $?");
        mounted.sh(AWAIT_STUCK + "true");

        for (String write :
                List.of("echo offline > memory70/state", "echo 1 > memory64/online", "echo 0x280000000 > probe")) {
            long began = System.nanoTime();
            assertThat(mounted.sh("cd " + MEMORY + "; timeout 0.3 sh -c '" + write + "'; echo $?"))
                    .as(write)
                    .isEqualTo("124");
            assertThat(secondsSince(began)).as(write).isLessThan(PROMPT_SECONDS);
        }

        machine.workload().unpin("rdma");
        assertThat(MountedMachine.output(unplug)).isEqualTo("0");
        assertThat(machine.audit()).isEmpty();
    }

    /** As facts 27: they wait as long as the writer does, and no signal of their own helps them. */
    @Test
    void writersOfTheDevice_whileAnUnplugGoesOn_waitForItsEnd() throws IOException {
        var unplug = start("timeout 20 sh -c '" + UNPLUG + "'; echo $?");
        mounted.sh(AWAIT_STUCK + "true");
        var again = start(UNPLUG + "; echo $?");
        // It has the file open by then: unbinding takes the file's name away before it waits.
        mounted.sh("sleep 0.3");
        var unbind = start("echo dax0.0 > sys/bus/dax/drivers/kmem/unbind; echo $?");
        mounted.sh("sleep 0.3");
        assertThat(again.isAlive() && unbind.isAlive()).isTrue();

        machine.workload().unpin("rdma");

        assertThat(MountedMachine.output(unplug)).isEqualTo("0");
        assertThat(MountedMachine.output(again))
                .matches("0|.*(No such device|No such file or directory|I/O error)\n[12]");
        assertThat(MountedMachine.output(unbind)).isEqualTo("0");
        assertThat(machine.audit()).isEmpty();
        assertThat(mounted.sh("ls " + STATE)).contains("No such file or directory");
    }
}
