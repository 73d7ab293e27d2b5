package memplug.tree.procfs;

import static memplug.tree.procfs.ReferenceMachine.alignedShape;
import static memplug.tree.procfs.ReferenceMachine.recorded;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import memplug.machine.Machine;
import memplug.machine.dax.KmemState;
import memplug.machine.kernel.Task;
import memplug.machine.mm.OnlineType;
import memplug.machine.mm.Outcome;
import memplug.machine.phys.ByteSize;
import org.junit.jupiter.api.Test;

class MeminfoTest {
    private final Machine machine = ReferenceMachine.boot();

    @Test
    void of_referenceMachine_hasTheLinesOfTheRecording() {
        assertThat(alignedShape(Meminfo.of(machine))).isEqualTo(alignedShape(recorded("reference-meminfo.txt")));
    }

    @Test
    void of_referenceMachine_alignsAsTheRecording() {
        assertThat(Meminfo.of(machine).lines().map(String::length))
                .containsExactlyElementsOf(recorded("reference-meminfo.txt")
                        .lines()
                        .map(String::length)
                        .toList());
    }

    @Test
    void of_referenceMachine_showsTheNumbersOfTheRecording() {
        assertThat(Meminfo.of(machine).lines())
                .contains(
                        "MemTotal:        3008500 kB",
                        "Cached:            29448 kB",
                        "Shmem:             29448 kB",
                        "CommitLimit:     1504248 kB",
                        "VmallocTotal:   13743895347199 kB",
                        "HardwareCorrupted:     0 kB",
                        "HugePages_Total:       0",
                        "Hugepagesize:       2048 kB",
                        "DirectMap1G:     1048576 kB");
    }

    @Test
    void of_referenceMachine_mapsAllRamAndAddedMemory() {
        long ram = 0xbffe_0000L / ByteSize.KIB;
        long added = 7 * 128 * 1024;

        assertThat(Numbers.in(Meminfo.of(machine)).sum("DirectMap4k", "DirectMap2M", "DirectMap1G"))
                .isEqualTo(ram + added);
    }

    @Test
    void of_blocksOnline_countsTheirMemory() {
        ReferenceMachine.online(machine, OnlineType.ONLINE_MOVABLE);

        Numbers numbers = Numbers.in(Meminfo.of(machine));
        assertThat(numbers.of("MemTotal")).isEqualTo(3_926_004);
        assertThat(numbers.of("CommitLimit")).isEqualTo(1_963_000);
    }

    @Test
    void of_blocksOnline_keepsWatermarksAndReservesFromWhatIsAvailable() {
        ReferenceMachine.online(machine, OnlineType.ONLINE_MOVABLE);

        // As recorded: 3851920 kB free, 3765284 kB of them available.
        Numbers numbers = Numbers.in(Meminfo.of(machine));
        assertThat(numbers.of("MemFree") - numbers.of("MemAvailable")).isEqualTo(3_851_920 - 3_765_284);
    }

    @Test
    void of_processOnNode1_countsItsPagesAsInactiveAnonymous() {
        ReferenceMachine.online(machine, OnlineType.ONLINE_MOVABLE);
        Numbers before = Numbers.in(Meminfo.of(machine));

        machine.workload().start("reader", 256 * ByteSize.MIB, 1);
        machine.workload().pin("reader");

        Numbers after = Numbers.in(Meminfo.of(machine));
        for (String name : List.of("AnonPages", "Inactive", "Inactive(anon)", "Committed_AS")) {
            assertThat(after.of(name) - before.of(name)).as(name).isEqualTo(262_144);
        }
        assertThat(before.of("MemFree") - after.of("MemFree")).isEqualTo(262_144);
    }

    @Test
    void of_poisonedPage_countsItAsCorrupted() {
        ReferenceMachine.online(machine, OnlineType.ONLINE_MOVABLE);

        assertThat(machine.hotplug().softOffline(0x1_0800_0000L)).isInstanceOf(Outcome.Done.class);

        assertThat(Meminfo.of(machine)).contains("HardwareCorrupted:     4 kB\n");
    }

    @Test
    void of_deviceUnplugged_mapsRamOnly() {
        var kmem = machine.dax().kmem();
        var device = machine.dax().device("dax0.0").orElseThrow();

        kmem.setState(device, KmemState.UNPLUGGED, Task.PLAIN);

        assertThat(Numbers.in(Meminfo.of(machine)).sum("DirectMap4k", "DirectMap2M", "DirectMap1G"))
                .isEqualTo(0xbffe_0000L / ByteSize.KIB);
    }
}
