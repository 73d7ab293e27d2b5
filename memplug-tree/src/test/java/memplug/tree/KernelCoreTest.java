package memplug.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.stream.Collectors;
import memplug.machine.Machine;
import memplug.machine.description.DescriptionReader;
import memplug.machine.kernel.LogLine;
import memplug.machine.mm.Node;
import memplug.machine.mm.ZoneKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code kernelcore=} and {@code movablecore=}: how boot memory is divided, and what becomes of it. */
class KernelCoreTest {
    private static final String MEMORY = "/sys/devices/system/memory/";
    private static final String NODE = "/sys/devices/system/node/";
    private static final String WORKLOAD = "/sys/kernel/debug/memplug/workload";
    private static final List<ZoneKind> ZONES =
            List.of(ZoneKind.DMA, ZoneKind.DMA32, ZoneKind.NORMAL, ZoneKind.MOVABLE);

    /** Two nodes: 3 GiB below 4 GiB and 1 GiB above it, and 4 GiB. Of the first, 97 pages are no RAM. */
    private static Machine boot(String commandLine) throws Exception {
        return Machine.boot(DescriptionReader.read("""
                firmware-map:
                  - {range: 0x0-0xbfffffff, type: System RAM}
                  - {range: 0x100000000-0x23fffffff, type: System RAM}
                block-size: 128MiB
                nodes:
                  - {id: 0, cpus: 0-1, ranges: [0x0-0xbfffffff, 0x100000000-0x13fffffff], memory-used: 64MiB}
                  - {id: 1, cpus: 2-3, ranges: [0x140000000-0x23fffffff], memory-used: 64MiB, page-cache: 64MiB}
                reservations:
                  - {name: memmap, size: 64MiB, node: 1}
                kernel:
                  command-line: "%s"
                """.formatted(commandLine), "two-nodes.yaml"));
    }

    private static Machine bootSmall(String commandLine) throws Exception {
        return Machine.boot(DescriptionReader.read("""
                nodes:
                  - {id: 0, memory: 2GiB}
                kernel:
                  command-line: %s
                """.formatted(commandLine), "small.yaml"));
    }

    /** Present pages of DMA, DMA32, Normal and Movable in MiB. */
    private static String present(Machine machine, int node) {
        Node of = machine.memory().node(node);
        return ZONES.stream()
                .map(kind -> Long.toString(Math.round(of.zone(kind).present() / 256.0)))
                .collect(Collectors.joining("/"));
    }

    @ParameterizedTest
    @CsvSource({
        // 3 GiB a node. Below 4 GiB, node 0 has 97 pages less than that; what lies above is rounded up to 4 MiB.
        "kernelcore=6G,                16/3056/4/1020,  0/0/3072/1024",
        "kernelcore=0x180000000,       16/3056/4/1020,  0/0/3072/1024",
        "kernelcore=6144m quiet,       16/3056/4/1020,  0/0/3072/1024",
        // The last one counts.
        "kernelcore=75% kernelcore=7G, 16/3056/516/508, 0/0/3584/512",
        // 1 GiB a node. What lies below 4 GiB is the kernel's anyhow, and is enough: nothing is taken of node 1.
        "kernelcore=2G,                16/3056/0/1024,  0/0/0/4096",
        // 3.5 GiB a node.
        "kernelcore=7G,                16/3056/516/508, 0/0/3584/512",
        "kernelcore=75%,               16/3056/4/1020,  0/0/3072/1024",
        "movablecore=1G,               16/3056/516/508, 0/0/3584/512",
        "movablecore=25%,              16/3056/4/1020,  0/0/3072/1024",
        // The larger of what the kernel wants and what ZONE_MOVABLE leaves it.
        "kernelcore=6G movablecore=1G, 16/3056/516/508, 0/0/3584/512",
        "kernelcore=7G movablecore=4G, 16/3056/516/508, 0/0/3584/512",
        "kernelcore=7169M,             16/3056/516/508, 0/0/3588/508",
        // More than there is; nothing; not understood.
        "kernelcore=64G,               16/3056/1024/0,  0/0/4096/0",
        "movablecore=64G,              16/3056/1024/0,  0/0/4096/0",
        "kernelcore=0,                 16/3056/1024/0,  0/0/4096/0",
        "kernelcore=some,              16/3056/1024/0,  0/0/4096/0",
        "kernelcore,                   16/3056/1024/0,  0/0/4096/0",
        "kernelcore=mirror,            16/3056/1024/0,  0/0/4096/0",
        "kernelcore=mirror movablecore=1G, 16/3056/1024/0, 0/0/4096/0",
        "kernelcore=6G movable_node,   16/3056/1024/0,  0/0/4096/0"
    })
    void commandLine_dividesBootMemory(String commandLine, String node0, String node1) throws Exception {
        Machine machine = boot(commandLine);

        assertThat(present(machine, 0)).isEqualTo(node0);
        assertThat(present(machine, 1)).isEqualTo(node1);
        assertThat(machine.audit()).isEmpty();
    }

    @Test
    void zoneMovable_ofBootMemory_isInFiles() throws Exception {
        Shell shell = new Shell(MachineTree.of(boot("kernelcore=7169M")));

        assertThat(zone(shell, "Node 0, zone   Normal"))
                .contains(
                        "spanned  132096",
                        "present  132096",
                        "managed  132096",
                        "protection: (0, 0, 0, 4064, 4064)",
                        "start_pfn:           1048576");
        // Of the reservation, which was taken from the top before there was an allocator, nothing is managed.
        assertThat(zone(shell, "Node 1, zone  Movable"))
                .contains(
                        "spanned  130048",
                        "present  130048",
                        "managed  113664",
                        "protection: (0, 0, 0, 0, 0)",
                        "start_pfn:           2229248");
        assertThat(shell.read("/proc/buddyinfo"))
                .contains(
                        "Node 0, zone  Movable      0      0      0      0      0      0      0      0      0      0    127 \n");
        assertThat(shell.read("/proc/pagetypeinfo"))
                .contains("Node 0, zone  Movable            0          254            0            0            0 \n");
    }

    /** The lines of a zone, stripped. */
    private static List<String> zone(Shell shell, String name) throws ErrnoException {
        return shell.read("/proc/zoneinfo")
                .lines()
                .dropWhile(line -> !line.equals(name))
                .skip(1)
                .takeWhile(line -> !line.startsWith("Node "))
                .map(String::strip)
                .toList();
    }

    @Test
    void movableZones_areLogged() throws Exception {
        Machine machine = boot("kernelcore=7169M");

        assertThat(log(machine))
                .containsSubsequence(
                        "Movable zone start for each node",
                        "  Node 0: 0x0000000120400000",
                        "  Node 1: 0x0000000220400000",
                        "Policy zone: Normal");
    }

    private static List<String> log(Machine machine) {
        return machine.kernel().log().all().stream().map(LogLine::text).toList();
    }

    @Test
    void mirror_withoutMirroredMemory_isIgnoredAndLogged() throws Exception {
        String ignored = "The system has no mirror memory, ignore kernelcore=mirror.";

        assertThat(log(boot("kernelcore=mirror"))).contains(ignored);
        assertThat(log(boot("kernelcore=mirror movable_node"))).doesNotContain(ignored);
    }

    /** The boundary is 4 MiB inside block 36. */
    @Test
    void block_inTwoZones_hasNone() throws Exception {
        Machine machine = boot("kernelcore=7169M");
        Shell shell = new Shell(MachineTree.of(machine));

        assertThat(shell.read(MEMORY + "memory35/valid_zones")).isEqualTo("Normal\n");
        assertThat(shell.read(MEMORY + "memory36/valid_zones")).isEqualTo("none\n");
        assertThat(shell.read(MEMORY + "memory37/valid_zones")).isEqualTo("Movable\n");
        assertThatExceptionOfType(ErrnoException.class)
                .isThrownBy(() -> shell.write(MEMORY + "memory36/state", "offline"))
                .extracting(ErrnoException::name)
                .isEqualTo("EINVAL");
        assertThat(machine.audit()).isEmpty();
    }

    @Test
    void unmovable_staysOutOfMovable_alsoInTheBlockOfTwoZones() throws Exception {
        Machine machine = boot("kernelcore=7169M");
        Shell shell = new Shell(MachineTree.of(machine));

        shell.write(WORKLOAD, "start slab 4GiB slab");
        shell.write(WORKLOAD, "start all 1GiB node=0");

        // The last 127 pages of Movable on node 0 are below its watermark.
        assertThat(shell.read(WORKLOAD)).isEqualTo("""
                slab 4GiB node=0 slab node0/DMA=1512KiB node0/DMA32=3088904KiB node0/Normal=456372KiB node1/Normal=647516KiB whole
                all 1GiB node=0 movable node0/Movable=519684KiB node1/Normal=140216KiB node1/Movable=388676KiB whole
                """);
        assertThat(machine.audit()).isEmpty();
        assertThat(machine.copy().fingerprint()).isEqualTo(machine.fingerprint());
    }

    @Test
    void longTermPin_leavesMovable_alsoInTheBlockOfTwoZones() throws Exception {
        Machine machine = boot("kernelcore=7169M");
        Shell shell = new Shell(MachineTree.of(machine));

        shell.write(WORKLOAD, "start rdma 4MiB node=0");
        assertThat(shell.read(WORKLOAD)).contains("node0/Movable=4MiB");
        shell.write(WORKLOAD, "pin-longterm rdma");

        assertThat(shell.read(WORKLOAD)).contains("pinned=4MiB node0/Normal=4MiB whole");
        assertThat(machine.audit()).isEmpty();
    }

    /** What the kernel holds of it, and what it is asked for, comes from the other node. */
    @Test
    void nodeOfMovableMemoryOnly_hasNoNormalMemory() throws Exception {
        Machine machine = boot("kernelcore=2G");
        Shell shell = new Shell(MachineTree.of(machine));

        shell.write(WORKLOAD, "start slab 64MiB node=1 slab");

        assertThat(shell.read(NODE + "has_memory")).isEqualTo("0-1\n");
        assertThat(shell.read(NODE + "has_normal_memory")).isEqualTo("0\n");
        assertThat(shell.read(WORKLOAD)).isEqualTo("slab 64MiB node=1 slab node0/DMA32=64MiB whole\n");
        assertThatExceptionOfType(ErrnoException.class)
                .isThrownBy(() -> shell.write(WORKLOAD, "start more 64MiB bind=1 slab"))
                .extracting(ErrnoException::name)
                .isEqualTo("ENOMEM");
        assertThat(machine.audit()).isEmpty();
    }

    @Test
    void bootBlock_ofMovable_goesOfflineAndComesBack() throws Exception {
        Machine machine = boot("movablecore=2G");
        Shell shell = new Shell(MachineTree.of(machine));
        shell.write(WORKLOAD, "start redis 1000MiB node=0");
        String before = shell.read(WORKLOAD);

        shell.write(MEMORY + "memory39/state", "offline");

        assertThat(before).isEqualTo("redis 1000MiB node=0 movable node0/Movable=1000MiB whole\n");
        assertThat(shell.read(WORKLOAD))
                .isEqualTo("redis 1000MiB node=0 movable node0/Movable=892MiB node1/Movable=108MiB whole\n");
        assertThat(zone(shell, "Node 0, zone  Movable")).contains("spanned  228352", "present  228352");
        assertThat(shell.read(MEMORY + "memory39/valid_zones")).isEqualTo("Normal Movable\n");
        assertThat(machine.audit()).isEmpty();
        shell.write(MEMORY + "memory39/state", "online_movable");
        assertThat(shell.read(MEMORY + "memory39/valid_zones")).isEqualTo("Movable\n");
        assertThat(zone(shell, "Node 0, zone  Movable")).contains("spanned  261120", "present  261120");
        assertThat(machine.audit()).isEmpty();
    }

    /** Only what was not reserved while booting can go. */
    @Test
    void bootBlock_withReservedPages_staysEvenInMovable() throws Exception {
        Machine machine = boot("movablecore=2G");
        Shell shell = new Shell(MachineTree.of(machine));

        assertThat(shell.read(MEMORY + "memory71/valid_zones")).isEqualTo("Movable\n");
        assertThatExceptionOfType(ErrnoException.class)
                .isThrownBy(() -> shell.write(MEMORY + "memory71/state", "offline"))
                .extracting(ErrnoException::name)
                .isEqualTo("EBUSY");
    }

    /** With no RAM above 4 GiB, DMA32 is the highest zone, and so the one that is divided. */
    @Test
    void lowMemory_isDividedWithinDma32() throws Exception {
        Machine machine = bootSmall("movablecore=50%");
        Shell shell = new Shell(MachineTree.of(machine));

        assertThat(present(machine, 0)).isEqualTo("16/1008/0/1024");
        shell.write(MEMORY + "memory10/state", "offline");
        assertThat(shell.read(MEMORY + "memory10/valid_zones")).isEqualTo("Movable Normal\n");
        shell.write(MEMORY + "memory10/state", "online");
        assertThat(shell.read(MEMORY + "memory10/valid_zones")).isEqualTo("Movable\n");
        assertThat(machine.audit()).isEmpty();
    }
}
