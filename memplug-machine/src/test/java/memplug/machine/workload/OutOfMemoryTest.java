package memplug.machine.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import memplug.machine.Machine;
import memplug.machine.TestMachines;
import memplug.machine.dax.KmemDriver.StateOutcome;
import memplug.machine.dax.KmemState;
import memplug.machine.kernel.LogLine;
import memplug.machine.kernel.Task;
import memplug.machine.phys.ByteSize;
import memplug.machine.workload.WorkloadOutcome.Done;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Nine blocks of node 1 go away as a whole, and the 2 GiB of node 0 have no room for what is in them. */
class OutOfMemoryTest {
    private static final long MIB = ByteSize.MIB;

    private final Machine machine = TestMachines.twoRanges();
    private final Workload workload = machine.workload();

    OutOfMemoryTest() {
        set(KmemState.UNPLUGGED, Task.PLAIN);
        set(KmemState.ONLINE_MOVABLE, Task.PLAIN);
    }

    @AfterEach
    void invariantsHold() {
        assertThat(machine.audit()).isEmpty();
    }

    @Test
    void unplug_withNowhereToGo_killsTheLargestProcess() {
        workload.start("small", 500 * MIB, 1);
        workload.start(new ProcessRequest(
                "large", machine.memory().node(0).free() * 4096 - 100 * MIB, Policy.onNode(0), PageKind.MOVABLE));

        assertThat(unplugWaiting(3)).isEqualTo(new StateOutcome.Done());

        assertThat(workload.processes()).containsOnlyKeys("small");
        assertThat(workload.check("small")).isEqualTo(new Done());
        assertThat(machine.kernel().log().since(0).stream().map(LogLine::text))
                .anyMatch(line -> line.startsWith(
                        "oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),cpuset=/,mems_allowed=0-1,"))
                .anyMatch(line ->
                        line.matches("Out of memory: Killed process 2 \\(large\\) total-vm:(\\d+)kB, anon-rss:\\1kB.*"))
                .anyMatch(line -> line.startsWith("oom_reaper: reaped process 2 (large)"));
    }

    @Test
    void unplug_withNowhereToGo_killsTheYoungestOfTheLargest() {
        long half = (machine.memory().node(0).free() * 4096 - 100 * MIB) / 2;
        for (String name : List.of("older", "younger")) {
            workload.start(new ProcessRequest(name, half, Policy.onNode(0), PageKind.MOVABLE));
        }
        workload.start("small", 500 * MIB, 1);

        assertThat(unplugWaiting(3)).isEqualTo(new StateOutcome.Done());

        assertThat(workload.processes()).containsOnlyKeys("older", "small");
    }

    @Test
    void unplug_ofWhatStaysForAHugePageOnly_killsNobody() {
        workload.start(new ProcessRequest("huge", 64 * MIB, Policy.onNode(1), PageKind.HUGE));
        workload.start(new ProcessRequest(
                "scattered", machine.memory().node(0).free() * 4096 - 20 * MIB, Policy.onNode(0), PageKind.MOVABLE));
        workload.thin("scattered", 4096);

        assertThat(unplugWaiting(3)).isInstanceOf(StateOutcome.Refused.class);

        assertThat(workload.processes()).containsOnlyKeys("huge", "scattered");
    }

    @Test
    void unplug_withNowhereToGoAndNobodyToKill_goesOnUntilNobodyWaits() {
        workload.start(new ProcessRequest("cache", 500 * MIB, Policy.onNode(1), PageKind.CACHE));
        workload.start(new ProcessRequest(
                "slab", machine.memory().node(0).free() * 4096 - 100 * MIB, Policy.onNode(0), PageKind.SLAB));

        assertThat(unplugWaiting(3)).isInstanceOf(StateOutcome.Refused.class);

        assertThat(workload.processes()).containsOnlyKeys("cache", "slab");
        assertThat(workload.check("cache")).isEqualTo(new Done());
    }

    private StateOutcome unplugWaiting(int times) {
        Iterator<Boolean> again = Collections.nCopies(times, true).iterator();
        Task waiting = new Task() {
            @Override
            public boolean signalPending() {
                return false;
            }

            @Override
            public boolean tryAgain() {
                return again.hasNext() && again.next();
            }
        };
        return set(KmemState.UNPLUGGED, waiting);
    }

    private StateOutcome set(KmemState state, Task task) {
        return machine.dax()
                .kmem()
                .setState(machine.dax().device(TestMachines.DAX).orElseThrow(), state, task);
    }
}
