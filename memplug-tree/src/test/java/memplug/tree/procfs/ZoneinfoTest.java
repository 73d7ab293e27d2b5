package memplug.tree.procfs;

import static memplug.tree.procfs.ReferenceMachine.recorded;
import static memplug.tree.procfs.ReferenceMachine.shape;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import memplug.machine.Machine;
import memplug.machine.kernel.Task;
import memplug.machine.mm.MemoryBlock;
import memplug.machine.mm.OnlineType;
import memplug.machine.phys.ByteSize;
import org.junit.jupiter.api.Test;

class ZoneinfoTest {
    /** Lines that do not depend on what happens to run. */
    private static final Pattern STEADY = Pattern.compile(
            "Node .*| +(boost|min|low|high|promo|spanned|present|managed|cma|protection:|cpu:|batch:|start_pfn:) .*"
                    + "|.*threshold.*");

    private final Machine machine = ReferenceMachine.boot();

    @Test
    void of_referenceMachine_hasTheShapeOfTheRecording() {
        assertThat(shape(Zoneinfo.of(machine))).isEqualTo(shape(recorded("reference-zoneinfo.txt")));
    }

    @Test
    void of_referenceMachine_showsTheSizesOfTheRecording() {
        // The recorded machine had reserved by what it managed while booting, before it freed its initial RAM disk, and
        // came to 2922 by itself the first time that memory went online.
        String expected = recorded("reference-zoneinfo.txt").replace("2908", "2922");

        assertThat(steady(Zoneinfo.of(machine)))
                .containsExactlyElementsOf(steady(expected).toList());
    }

    private static Stream<String> steady(String text) {
        return text.lines().filter(line -> STEADY.matcher(line).matches());
    }

    @Test
    void of_blocksOnlineMovable_showsTheZoneAsTheRecording() {
        ReferenceMachine.online(machine, OnlineType.ONLINE_MOVABLE);

        assertThat(Zoneinfo.of(machine)).contains("""
                  pages free     229376
                        boost    0
                        min      128
                        low      986
                        high     1844
                        promo    2702
                        spanned  229376
                        present  229376
                        managed  229376
                        cma      0
                        protection: (0, 0, 0, 0, 0)
                      nr_free_pages 229376
                      nr_zone_inactive_anon 0
                """, """
                  pagesets
                    cpu: 0
                              count: 0
                              high:  0
                              batch: 63
                  vm stats threshold: 16
                    cpu: 1
                              count: 0
                              high:  0
                              batch: 63
                  vm stats threshold: 16
                  node_unreclaimable:  0
                  start_pfn:           1081344
                """);
    }

    @Test
    void of_blocksOnlineMovable_showsNodeCountersOncePerNodeWithMemory() {
        ReferenceMachine.online(machine, OnlineType.ONLINE_MOVABLE);

        assertThat(Zoneinfo.of(machine))
                .containsOnlyOnce("Node 0, zone      DMA\n  per-node stats\n")
                .containsOnlyOnce("Node 1, zone  Movable\n  per-node stats\n")
                .matches(text -> text.split("per-node stats", -1).length == 3);
    }

    @Test
    void of_blocksInKernelZoneBelowMovableOnes_protectsTheirZone() {
        List<MemoryBlock> blocks = ReferenceMachine.deviceBlocks(machine);
        blocks.subList(0, 3).forEach(block -> online(block, OnlineType.ONLINE_KERNEL));
        blocks.subList(3, 7).forEach(block -> online(block, OnlineType.ONLINE_MOVABLE));

        // A 32nd of four blocks.
        assertThat(Zoneinfo.of(machine)).containsOnlyOnce("protection: (0, 0, 0, 4096, 4096)");
    }

    private void online(MemoryBlock block, OnlineType type) {
        machine.hotplug().online(block, type, Task.PLAIN);
    }

    @Test
    void of_processOnNodeWithoutCpus_countsItsPagesAsAllocatedFromElsewhere() {
        ReferenceMachine.online(machine, OnlineType.ONLINE_MOVABLE);

        machine.workload().start("reader", 256 * ByteSize.MIB, 1);

        assertThat(Zoneinfo.of(machine)).contains("""
                      numa_hit     65536
                      numa_miss    0
                      numa_foreign 0
                      numa_interleave 0
                      numa_local   0
                      numa_other   65536
                """);
    }

    @Test
    void of_processOnNode1_countsItsPagesInTheZoneAndTheNode() {
        ReferenceMachine.online(machine, OnlineType.ONLINE_MOVABLE);

        machine.workload().start("reader", 256 * ByteSize.MIB, 1);

        assertThat(Zoneinfo.of(machine))
                .contains("      nr_inactive_anon 65536\n", "      nr_anon_pages 65536\n")
                .contains("  pages free     163840\n", "      nr_zone_inactive_anon 65536\n");
    }
}
