package memplug.machine.virtio;

import static memplug.machine.phys.ByteSize.GIB;
import static memplug.machine.phys.ByteSize.MIB;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import memplug.machine.Machine;
import memplug.machine.TestMachines;
import memplug.machine.kernel.Fingerprint;
import memplug.machine.kernel.LogLine;
import memplug.machine.kernel.Task;
import memplug.machine.mm.BlockId;
import memplug.machine.mm.MemoryBlock;
import memplug.machine.mm.Notifiers.Event;
import memplug.machine.mm.OnlineType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the driver does with several memory blocks at a time: here two, of a device with blocks of 256 MiB. */
class BigBlocksTest {
    private Machine machine = TestMachines.virtioMem(256 * MIB, "");

    @ParameterizedTest
    @CsvSource({
        "2, '', subblock size: 0x200000",
        "64, '', subblock size: 0x4000000",
        "128, '', big block size: 0x8000000",
        "256, '', big block size: 0x10000000",
        "2, virtio_mem.force_bbm=Y, big block size: 0x8000000",
        "2, virtio_mem.force_bbm virtio_mem.bbm_block_size=0x20000000, big block size: 0x20000000",
        "2, virtio_mem.force_bbm virtio_mem.bbm_block_size=1048576, big block size: 0x8000000"
    })
    void mode_isDecidedByBlockSizesAndParameters(long megabytes, String commandLine, String line) {
        machine = TestMachines.virtioMem(megabytes * MIB, commandLine);

        assertThat(log()).contains("virtio_mem virtio0: " + line);
    }

    @Test
    void request_andBackToNothing_leavesTheMachineAsItWas() {
        Fingerprint before = machine.fingerprint();

        request(768 * MIB);
        assertThat(blocks()).containsExactly(32L, 33L, 34L, 35L, 36L, 37L);
        request(0);

        assertThat(machine.fingerprint()).isEqualTo(before);
    }

    @Test
    void request_lessThanABigBlockAway_isTakenForDone() {
        machine = TestMachines.virtioMem(2 * MIB, "virtio_mem.force_bbm=Y");

        request(130 * MIB);

        assertThat(device().pluggedSize()).isEqualTo(128 * MIB);
    }

    @Test
    void shrink_takesOfflineOnesThenMovableOnesThenTheRest() {
        request(256 * MIB);
        machine.memory().parameters().setAutoOnline(OnlineType.ONLINE_KERNEL);
        request(512 * MIB);
        machine.memory().parameters().setAutoOnline(OnlineType.OFFLINE);
        request(768 * MIB);

        request(512 * MIB);
        assertThat(blocks()).containsExactly(32L, 33L, 34L, 35L);
        request(256 * MIB);

        assertThat(blocks()).containsExactly(34L, 35L);
        assertThat(machine.audit()).isEmpty();
    }

    @Test
    void shrink_withoutUnplugOnline_takesOfflineOnesOnly() {
        machine.virtioMem().parameters().setUnplugOnline(false);
        request(512 * MIB);

        request(0);
        offline(32);
        assertThat(blocks()).hasSize(4);
        offline(33);

        assertThat(blocks()).containsExactly(34L, 35L);
    }

    @Test
    void shrink_withAPinnedPage_leavesTheWholeBigBlockAsItWas() {
        request(512 * MIB);
        machine.workload().start("pinned", MIB, 1);
        machine.workload().pin("pinned");

        request(0);

        assertThat(blocks()).containsExactly(32L, 33L);
        assertThat(machine.memory().node(1).zones().stream()
                        .mapToLong(zone -> zone.managed() * 4096)
                        .sum())
                .isEqualTo(256 * MIB);
        assertThat(machine.audit()).isEmpty();
    }

    @Test
    void shrink_vetoed_leavesAllAsItWas() {
        request(256 * MIB);
        machine.memory().notifiers().inject(Event.MEM_GOING_OFFLINE, -16);
        Machine before = machine.copy();

        request(0);
        request(256 * MIB);

        assertThat(machine.fingerprint()).isEqualTo(before.fingerprint());
    }

    @Test
    void grow_withTooMuchOffline_stopsAtTheThreshold() {
        machine.memory().parameters().setAutoOnline(OnlineType.OFFLINE);

        request(2 * GIB);

        assertThat(device().pluggedSize()).isEqualTo(GIB);
        assertThat(machine.audit()).isEmpty();
    }

    private VirtioMemDevice device() {
        return machine.virtioMem().device(TestMachines.VMEM).orElseThrow();
    }

    private void request(long bytes) {
        assertThat(machine.virtioMem().request(device(), bytes)).isEqualTo(VirtioMem.Requested.DONE);
    }

    private void offline(long number) {
        MemoryBlock block = machine.memory().block(new BlockId(number)).orElseThrow();
        assertThat(machine.hotplug().offline(block, Task.PLAIN).isRefused()).isFalse();
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
