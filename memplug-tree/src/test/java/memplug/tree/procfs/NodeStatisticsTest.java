package memplug.tree.procfs;

import static memplug.tree.procfs.ReferenceMachine.alignedShape;
import static memplug.tree.procfs.ReferenceMachine.recorded;
import static org.assertj.core.api.Assertions.assertThat;

import memplug.machine.Machine;
import memplug.machine.mm.Node;
import memplug.machine.mm.OnlineType;
import memplug.machine.phys.ByteSize;
import org.junit.jupiter.api.Test;

class NodeStatisticsTest {
    private final Machine machine = ReferenceMachine.boot();
    private final Node node0 = machine.memory().node(0);
    private final Node node1 = machine.memory().node(1);

    @Test
    void meminfo_ofNode0_hasTheLinesOfTheRecording() {
        String meminfo = NodeStatistics.meminfo(machine, node0);

        String expected = recorded("reference-node0-meminfo.txt");
        assertThat(alignedShape(meminfo)).isEqualTo(alignedShape(expected));
        assertThat(meminfo.lines().map(String::length))
                .containsExactlyElementsOf(expected.lines().map(String::length).toList());
        assertThat(meminfo)
                .startsWith("Node 0 MemTotal:        3008500 kB\n")
                .contains("FilePages:         29448 kB\n");
    }

    @Test
    void meminfo_ofNodeWhoseBlocksAreOffline_isAllZeros() {
        assertThat(Numbers.in(NodeStatistics.meminfo(machine, node1)).byName().values())
                .containsOnly(0L);
    }

    @Test
    void meminfo_ofNodeWhoseBlocksAreOnline_countsThem() {
        ReferenceMachine.online(machine, OnlineType.ONLINE_MOVABLE);

        assertThat(NodeStatistics.meminfo(machine, node1)).startsWith("""
                        Node 1 MemTotal:         917504 kB
                        Node 1 MemFree:          917504 kB
                        Node 1 MemUsed:               0 kB
                        """);
    }

    @Test
    void vmstat_ofNode0_hasTheLinesOfTheRecording() {
        assertThat(NodeStatistics.vmstat(machine, node0).lines().map(line -> line.substring(0, line.indexOf(' '))))
                .containsExactlyElementsOf(recorded("reference-node0-vmstat.txt")
                        .lines()
                        .map(line -> line.substring(0, line.indexOf(' ')))
                        .toList());
    }

    @Test
    void numastat_ofNodeWithoutCpus_saysThatOthersUseIt() {
        ReferenceMachine.online(machine, OnlineType.ONLINE_MOVABLE);

        machine.workload().start("reader", 4 * ByteSize.MIB, 1);

        assertThat(NodeStatistics.numastat(node1)).isEqualTo("""
                numa_hit 1024
                numa_miss 0
                numa_foreign 0
                interleave_hit 0
                local_node 0
                other_node 1024
                """);
    }

    @Test
    void distance_isToEveryNodeThatExists() {
        assertThat(NodeStatistics.distance(machine, node0)).isEqualTo("10 20\n");
        assertThat(NodeStatistics.distance(machine, node1)).isEqualTo("20 10\n");
    }
}
