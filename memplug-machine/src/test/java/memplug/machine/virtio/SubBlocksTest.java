package memplug.machine.virtio;

import static memplug.machine.phys.ByteSize.GIB;
import static memplug.machine.phys.ByteSize.MIB;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import memplug.machine.Machine;
import memplug.machine.TestMachines;
import memplug.machine.kernel.Choices;
import memplug.machine.kernel.Fault;
import memplug.machine.kernel.Fingerprint;
import memplug.machine.kernel.LogLine;
import memplug.machine.kernel.Task;
import memplug.machine.mm.BlockId;
import memplug.machine.mm.BlockState;
import memplug.machine.mm.MemoryBlock;
import memplug.machine.mm.Notifiers.Event;
import memplug.machine.mm.OnlineType;
import memplug.machine.mm.Outcome;
import memplug.machine.mm.Refusal;
import memplug.machine.mm.Zone;
import memplug.machine.mm.ZoneKind;
import memplug.machine.phys.PhysicalRange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the driver does with memory blocks of which parts are plugged. Blocks 32 to 47 are the device's. */
class SubBlocksTest {
    private final Machine machine = TestMachines.virtioMem(2 * MIB, "");
    private final VirtioMem virtioMem = machine.virtioMem();
    private final VirtioMemDevice device = virtioMem.device(TestMachines.VMEM).orElseThrow();

    @AfterEach
    void allTellsOneStory() {
        assertThat(machine.audit()).isEmpty();
    }

    @Test
    void request_andBackToNothing_leavesTheMachineAsItWas() {
        Fingerprint before = machine.fingerprint();

        request(300 * MIB);
        request(0);

        assertThat(machine.fingerprint()).isEqualTo(before);
    }

    @Test
    void request_notAWholeBlock_holdsTheRestBack() {
        request(300 * MIB);

        Zone movable = machine.memory().node(1).zone(ZoneKind.MOVABLE);
        assertThat(movable.present() * 4096).isEqualTo(384 * MIB);
        assertThat(movable.managed() * 4096).isEqualTo(300 * MIB);
    }

    @Test
    void request_lessThanABlockSizeAway_isNoSuchRequest() {
        assertThat(virtioMem.request(device, MIB)).isEqualTo(VirtioMem.Requested.MISALIGNED);
        assertThat(virtioMem.request(device, 4 * GIB)).isEqualTo(VirtioMem.Requested.TOO_LARGE);
        assertThat(device.requestedSize()).isZero();
    }

    @Test
    void grow_withTooMuchOffline_stopsAtOneGibibyte_andGoesOnWhenHalfIsOnline() {
        machine.memory().parameters().setAutoOnline(OnlineType.OFFLINE);
        request(2 * GIB);
        assertThat(device.pluggedSize()).isEqualTo(GIB);

        machine.memory().parameters().setAutoOnline(OnlineType.ONLINE_MOVABLE);
        online(32, 33, 34);
        assertThat(device.pluggedSize()).isEqualTo(GIB);
        online(35);

        assertThat(device.pluggedSize()).isEqualTo(2 * GIB);
    }

    @Test
    void grow_withPartlyPluggedBlocks_fillsOnlineOnesFirst() {
        request(64 * MIB);
        machine.memory().parameters().setAutoOnline(OnlineType.OFFLINE);
        request(256 * MIB);
        request(192 * MIB);

        request(194 * MIB);

        assertThat(plugged(32)).isEqualTo(128 * MIB);
        assertThat(plugged(33)).isEqualTo(66 * MIB);
    }

    @Test
    void shrink_takesOfflineBlocksFirst_andThenTheHighestOnlineOne() {
        request(512 * MIB);
        offline(33);

        request(256 * MIB);

        assertThat(blocks()).containsExactly(32L, 34L);
    }

    @Test
    void shrink_withoutUnplugOnline_waitsForBlocksToGoOffline() {
        virtioMem.parameters().setUnplugOnline(false);
        request(512 * MIB);

        request(128 * MIB);
        assertThat(blocks()).containsExactly(32L, 33L, 34L, 35L);
        offline(33);

        assertThat(blocks()).containsExactly(32L, 34L, 35L);
        assertThat(device.pluggedSize()).isEqualTo(384 * MIB);
    }

    @Test
    void shrink_withMemoryInUse_movesItAway() {
        request(512 * MIB);
        machine.workload().start("hold", 100 * MIB, 1);

        request(0);

        assertThat(blocks()).isEmpty();
    }

    @Test
    void shrink_withPinnedMemory_leavesThatPluggedAndTriesAgainLater() {
        request(256 * MIB);
        machine.workload().start("pinned", 3 * MIB, 1);
        machine.workload().pin("pinned");

        request(0);
        assertThat(device.pluggedSize()).isEqualTo(4 * MIB);
        machine.workload().stop("pinned");
        virtioMem.letTimePass(49_999);
        assertThat(device.pluggedSize()).isEqualTo(4 * MIB);
        virtioMem.letTimePass(1);

        assertThat(blocks()).isEmpty();
    }

    @Test
    void retry_whileMemoryStaysPinned_comesAfter50Then100Then200Then300Seconds() {
        request(256 * MIB);
        machine.workload().start("pinned", 3 * MIB, 1);
        machine.workload().pin("pinned");
        request(0);
        Tries tries = new Tries();
        machine.kernel().decideBy(tries);

        List<Long> seconds = List.of(50L, 100L, 200L, 300L, 300L);
        for (long each : seconds) {
            long before = tries.count;
            virtioMem.letTimePass(1000 * each - 1);
            assertThat(tries.count).isEqualTo(before);
            virtioMem.letTimePass(1);
            assertThat(tries.count).isGreaterThan(before);
        }
    }

    /** Counts how often pages are tried to be taken. */
    private static final class Tries implements Choices {
        private long count;

        @Override
        public boolean happens(Fault fault) {
            count += fault.kind() == Fault.Kind.MIGRATION_FAILURE ? 1 : 0;
            return false;
        }
    }

    @Test
    void shrink_vetoed_leavesTheBlockWithNothingPlugged_andRemovesItLater() {
        request(128 * MIB);
        machine.memory().notifiers().inject(Event.MEM_GOING_OFFLINE, -16);

        request(0);
        assertThat(device.pluggedSize()).isZero();
        assertThat(blocks()).containsExactly(32L);
        machine.memory().notifiers().inject(Event.MEM_GOING_OFFLINE, 0);
        virtioMem.letTimePass(50_000);

        assertThat(blocks()).isEmpty();
    }

    @Test
    void grow_hypervisorBusy_triesAgainLater() {
        machine.kernel().decideBy(fault -> fault.kind() == Fault.Kind.HYPERVISOR_BUSY);
        request(128 * MIB);
        assertThat(device.pluggedSize()).isZero();

        machine.kernel().decideBy(_ -> false);
        virtioMem.letTimePass(50_000);

        assertThat(device.pluggedSize()).isEqualTo(128 * MIB);
    }

    @Test
    void grow_hypervisorAnswersWithAnError_endsTheDriversWorkForGood() {
        machine.kernel().decideBy(fault -> fault.kind() == Fault.Kind.HYPERVISOR_ERROR);
        request(128 * MIB);
        machine.kernel().decideBy(_ -> false);
        request(256 * MIB);

        assertThat(device.pluggedSize()).isZero();
        assertThat(log()).contains("virtio_mem virtio0: unknown error, marking device broken: -22");
    }

    @Test
    void blockOnline_ofABlockThatTheDriverDidNotPlug_isDenied() {
        machine.hotplug().probe(1, 47L << 27, Task.PLAIN);

        assertThat(machine.hotplug().online(block(47), OnlineType.ONLINE, Task.PLAIN))
                .isEqualTo(Outcome.refused(new Refusal.Vetoed(new BlockId(47), -1)));

        assertThat(log()).contains("virtio_mem virtio0: memory block onlining denied");
        machine.hotplug().remove(machine.memory().rangeOf(block(47)), Task.PLAIN);
    }

    @Test
    void blockOffline_partlyPlugged_succeedsAndHoldsTheSamePartBackWhenOnlineAgain() {
        request(64 * MIB);
        Fingerprint before = machine.fingerprint();

        offline(32);
        online(32);

        assertThat(machine.fingerprint()).isEqualTo(before);
    }

    @Test
    void unbind_withMemoryOnline_keepsIt_andPartlyPluggedBlocksCannotGoOfflineAnyMore() {
        request(192 * MIB);

        unbind();

        assertThat(log()).contains("virtio_mem virtio0: device still has system memory added");
        assertThat(machine.hotplug().offline(block(32), Task.PLAIN)).isEqualTo(Outcome.done());
        assertThat(machine.hotplug().offline(block(33), Task.PLAIN).isRefused()).isTrue();
        assertThat(block(33).state()).isEqualTo(BlockState.ONLINE);
    }

    @Test
    void bind_afterMemoryWasLeft_isRefused() {
        request(128 * MIB);
        unbind();

        bind();

        assertThat(device.driver()).isNull();
        assertThat(log())
                .endsWith(
                        "virtio_mem virtio0: could not reserve device region",
                        "virtio_mem virtio0: reloading the driver is not supported",
                        "virtio_mem virtio0: probe with driver virtio_mem failed with error -16");
    }

    @Test
    void bind_afterAllMemoryCouldBeRemoved_unplugsWhatTheHypervisorStillHasPlugged() {
        machine.memory().parameters().setAutoOnline(OnlineType.OFFLINE);
        request(64 * MIB);
        unbind();
        assertThat(blocks()).isEmpty();
        assertThat(device.pluggedSize()).isEqualTo(64 * MIB);

        virtioMem.request(device, 0);
        bind();

        assertThat(device.pluggedSize()).isZero();
        assertThat(log()).contains("virtio_mem virtio0: unplugging all memory is required");
    }

    @Test
    void copy_goesItsOwnWay() {
        request(64 * MIB);
        Machine copy = machine.copy();
        assertThat(copy.fingerprint()).isEqualTo(machine.fingerprint());

        copy.virtioMem().request(copy.virtioMem().device(TestMachines.VMEM).orElseThrow(), 256 * MIB);

        assertThat(copy.audit()).isEmpty();
        assertThat(blocks()).containsExactly(32L);
        assertThat(copy.memory().blocks()).containsKeys(new BlockId(32), new BlockId(33));
    }

    private void request(long bytes) {
        assertThat(virtioMem.request(device, bytes)).isEqualTo(VirtioMem.Requested.DONE);
    }

    private void bind() {
        virtioMem.bus().bind(virtioMem.driver(), device.name(), Task.PLAIN);
    }

    private void unbind() {
        virtioMem.bus().unbind(virtioMem.driver(), device.name(), Task.PLAIN);
    }

    private void online(long... numbers) {
        for (long number : numbers) {
            assertThat(machine.hotplug().online(block(number), OnlineType.ONLINE_MOVABLE, Task.PLAIN))
                    .isEqualTo(Outcome.done());
        }
    }

    private void offline(long number) {
        assertThat(machine.hotplug().offline(block(number), Task.PLAIN)).isEqualTo(Outcome.done());
    }

    private MemoryBlock block(long number) {
        return machine.memory().block(new BlockId(number)).orElseThrow();
    }

    private long plugged(long number) {
        long pages = block(number).frames().pages();
        long first = machine.memory().rangeOf(block(number)).start();
        long plugged = 0;
        for (long at = first; at < first + pages * 4096; at += 2 * MIB) {
            plugged += device.isPlugged(PhysicalRange.ofSize(at, 2 * MIB)) ? 2 * MIB : 0;
        }
        return plugged;
    }

    private List<Long> blocks() {
        return machine.memory().blocks().keySet().stream()
                .map(BlockId::number)
                .filter(number -> number >= 32)
                .toList();
    }

    private List<String> log() {
        return machine.kernel().log().all().stream().map(LogLine::text).toList();
    }
}
