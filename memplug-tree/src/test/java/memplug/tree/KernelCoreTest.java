package memplug.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import memplug.machine.Machine;
import memplug.machine.description.DescriptionReader;
import memplug.machine.mm.Node;
import memplug.machine.mm.ZoneKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code kernelcore=} and {@code movablecore=}: how boot memory is divided. */
class KernelCoreTest {
    private static final List<ZoneKind> ZONES =
            List.of(ZoneKind.DMA, ZoneKind.DMA32, ZoneKind.NORMAL, ZoneKind.MOVABLE);

    /** Two nodes: 3 GiB below and 1 GiB above 4 GiB, and 4 GiB. */
    private static Machine boot(String commandLine) throws Exception {
        return Machine.boot(DescriptionReader.read("""
                firmware-map:
                  - {range: 0x0-0xbfffffff, type: System RAM}
                  - {range: 0x100000000-0x23fffffff, type: System RAM}
                block-size: 128MiB
                nodes:
                  - {id: 0, cpus: 0-1, ranges: [0x0-0xbfffffff, 0x100000000-0x13fffffff]}
                  - {id: 1, cpus: 2-3, ranges: [0x140000000-0x23fffffff]}
                reservations: []
                kernel:
                  command-line: %s
                """.formatted(commandLine), "two-nodes.yaml"));
    }

    /** Present pages in MiB. */
    private static String present(Node node) {
        return ZONES.stream()
                .map(kind -> Long.toString(Math.round(node.zone(kind).present() / 256.0)))
                .collect(Collectors.joining("/"));
    }

    @ParameterizedTest
    @CsvSource({
        // 6 GiB are 3 GiB a node: node 0 has them below 4 GiB.
        "kernelcore=6G,              16/3056/0/1024, 0/0/3072/1024",
        // 2 GiB are 1 GiB a node; what lies below 4 GiB is the kernel's anyhow, and counts: nothing is left for node 1.
        "kernelcore=2G,              16/3056/0/1024, 0/0/0/4096",
        // 7 GiB are 3.5 GiB a node.
        "kernelcore=7G,              16/3056/512/512, 0/0/3584/512",
        "kernelcore=75%,             16/3056/0/1024, 0/0/3072/1024",
        "movablecore=1G,             16/3056/512/512, 0/0/3584/512",
        "movablecore=25%,            16/3056/0/1024, 0/0/3072/1024",
        // The larger of what the kernel wants and what ZONE_MOVABLE leaves it.
        "kernelcore=6G movablecore=1G, 16/3056/512/512, 0/0/3584/512",
        "kernelcore=7G movablecore=4G, 16/3056/512/512, 0/0/3584/512",
        // Rounded up to 4 MiB.
        "kernelcore=7169M,           16/3056/516/508, 0/0/3588/508",
        "kernelcore=64G,             16/3056/1024/0, 0/0/4096/0",
        "kernelcore=mirror,          16/3056/1024/0, 0/0/4096/0",
        "kernelcore=some,            16/3056/1024/0, 0/0/4096/0",
        "kernelcore=6G movable_node, 16/3056/1024/0, 0/0/4096/0"
    })
    void commandLine_dividesBootMemory(String commandLine, String node0, String node1) throws Exception {
        Machine machine = boot(commandLine);

        assertThat(present(machine.memory().node(0))).isEqualTo(node0);
        assertThat(present(machine.memory().node(1))).isEqualTo(node1);
        assertThat(machine.audit()).isEmpty();
    }

    @Test
    void mirror_withoutMirroredMemory_isIgnoredAndLogged() throws Exception {
        Shell shell = new Shell(MachineTree.of(boot("kernelcore=mirror")));

        assertThat(shell.read("/proc/kmsg")).contains("The system has no mirror memory, ignore kernelcore=mirror.");
    }

    /** The boundary is at 0x120200000 + 4 MiB, so that block 36 is in two zones. */
    @Test
    void block_inTwoZones_staysAndIsUsedLikeAnyOther() throws Exception {
        Machine machine = boot("kernelcore=7169M");
        Shell shell = new Shell(MachineTree.of(machine));
        String memory = "/sys/devices/system/memory/";

        assertThat(shell.read(memory + "memory35/valid_zones")).isEqualTo("Normal\n");
        assertThat(shell.read(memory + "memory36/valid_zones")).isEqualTo("none\n");
        assertThat(shell.read(memory + "memory37/valid_zones")).isEqualTo("Movable\n");
        shell.write("/sys/kernel/debug/memplug/workload", "start all 2GiB bind=0");

        assertThat(machine.audit()).isEmpty();
        assertThat(machine.copy().fingerprint()).isEqualTo(machine.fingerprint());
        assertThat(shell.read("/proc/zoneinfo")).contains("Movable");
    }
}
