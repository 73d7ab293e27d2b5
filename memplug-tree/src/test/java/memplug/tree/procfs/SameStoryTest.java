package memplug.tree.procfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import memplug.machine.Machine;
import memplug.machine.kernel.Task;
import memplug.machine.mm.MemoryBlock;
import memplug.machine.mm.Node;
import memplug.machine.mm.OnlineType;
import memplug.machine.workload.PageKind;
import memplug.machine.workload.Policy;
import memplug.machine.workload.ProcessRequest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever happens to a machine, all files tell of the same memory. */
class SameStoryTest {
    private static final int OPERATIONS = 150;
    private static final List<PageKind> KINDS = List.of(PageKind.values());

    private final Machine machine = ReferenceMachine.boot();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void anyOperations_allFilesAddUp(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < OPERATIONS; i++) {
            operate(random);
            assertMeminfoAddsUp();
            assertNodesAddUpToMeminfo();
            assertZonesAddUpToMeminfo();
            assertPiecesAreWhatIsFree();
            assertVmstatAddsUp();
            assertPageTypesAddUp();
        }
    }

    private void operate(Random random) {
        List<MemoryBlock> blocks = ReferenceMachine.deviceBlocks(machine);
        MemoryBlock block = blocks.get(random.nextInt(blocks.size()));
        String process = "process-" + random.nextInt(4);
        switch (random.nextInt(7)) {
            case 0 -> machine.hotplug().online(block, OnlineType.ONLINE_MOVABLE, Task.PLAIN);
            case 1 -> machine.hotplug().online(block, OnlineType.ONLINE_KERNEL, Task.PLAIN);
            case 2 -> machine.hotplug().offline(block, Task.PLAIN);
            case 3 ->
                machine.workload()
                        .start(new ProcessRequest(
                                process,
                                4096L * random.nextInt(1, 50_000),
                                Policy.onNode(random.nextInt(2)),
                                KINDS.get(random.nextInt(KINDS.size()))));
            case 4 -> machine.workload().stop(process);
            case 5 -> machine.workload().lock(process, 4096L * random.nextInt(1, 50_000));
            default -> machine.workload().pin(process);
        }
    }

    private void assertMeminfoAddsUp() {
        Numbers meminfo = Numbers.in(Meminfo.of(machine));
        assertThat(meminfo.of("Active")).isEqualTo(meminfo.sum("Active(anon)", "Active(file)"));
        assertThat(meminfo.of("Inactive")).isEqualTo(meminfo.sum("Inactive(anon)", "Inactive(file)"));
        assertThat(meminfo.sum("Active", "Inactive"))
                .isEqualTo(meminfo.sum("AnonPages", "Shmem") - meminfo.of("Mlocked"));
        assertThat(meminfo.of("Slab")).isEqualTo(meminfo.sum("SReclaimable", "SUnreclaim"));
        assertThat(meminfo.of("MemTotal"))
                .isGreaterThanOrEqualTo(meminfo.sum(
                        "MemFree", "Cached", "AnonPages", "Slab", "KernelStack", "PageTables", "Percpu", "Hugetlb"));
        assertThat(meminfo.of("MemAvailable")).isBetween(0L, meminfo.of("MemFree"));
    }

    private void assertNodesAddUpToMeminfo() {
        Numbers meminfo = Numbers.in(Meminfo.of(machine));
        List<Numbers> nodes = machine.memory().onlineNodes().stream()
                .map(node -> Numbers.in(NodeStatistics.meminfo(machine, node)))
                .toList();
        for (String name :
                List.of("MemTotal", "MemFree", "Active", "Inactive", "AnonPages", "Shmem", "Slab", "PageTables")) {
            assertThat(nodes.stream().mapToLong(node -> node.of(name)).sum())
                    .as(name)
                    .isEqualTo(meminfo.of(name));
        }
        assertThat(nodes).allSatisfy(node -> assertThat(node.of("MemTotal")).isEqualTo(node.sum("MemFree", "MemUsed")));
    }

    private void assertZonesAddUpToMeminfo() {
        Numbers meminfo = Numbers.in(Meminfo.of(machine));
        String zoneinfo = Zoneinfo.of(machine);

        assertThat(4 * sum(zoneinfo, "managed  (\\d+)")).isEqualTo(meminfo.of("MemTotal"));
        assertThat(4 * sum(zoneinfo, "pages free +(\\d+)")).isEqualTo(meminfo.of("MemFree"));
        assertThat(4 * sum(zoneinfo, "nr_free_pages (\\d+)")).isEqualTo(meminfo.of("MemFree"));
        assertThat(4 * sum(zoneinfo, "nr_zone_inactive_anon (\\d+)")).isEqualTo(meminfo.of("Inactive"));
        assertThat(4 * sum(zoneinfo, "nr_inactive_anon (\\d+)")).isEqualTo(meminfo.of("Inactive"));
        assertThat(sum(zoneinfo, "nr_kernel_stack (\\d+)")).isEqualTo(meminfo.of("KernelStack"));
    }

    private static long sum(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        return matcher.results()
                .mapToLong(found -> Long.parseLong(found.group(1)))
                .sum();
    }

    private void assertVmstatAddsUp() {
        Numbers meminfo = Numbers.in(Meminfo.of(machine));
        String vmstat = Vmstat.of(machine);
        assertThat(4 * sum(vmstat, "nr_free_pages (\\d+)")).isEqualTo(meminfo.of("MemFree"));
        assertThat(4 * sum(vmstat, "nr_anon_pages (\\d+)")).isEqualTo(meminfo.of("AnonPages"));
        assertThat(4 * sum(vmstat, "nr_mlock (\\d+)")).isEqualTo(meminfo.of("Mlocked"));
        String nodes = machine.memory().onlineNodes().stream()
                .map(node -> NodeStatistics.vmstat(machine, node))
                .collect(Collectors.joining());
        for (String name : List.of("nr_unevictable", "nr_slab_unreclaimable", "numa_hit", "nr_foll_pin_acquired")) {
            assertThat(sum(nodes, name + " (\\d+)")).as(name).isEqualTo(sum(vmstat, name + " (\\d+)"));
        }
    }

    private void assertPageTypesAddUp() {
        String text = Pagetypeinfo.of(machine);
        long free = text.lines()
                .filter(line -> line.contains(", type "))
                .mapToLong(line -> weighted(line.substring("Node    1, zone  Movable, type      Movable".length())))
                .sum();
        assertThat(4 * free).isEqualTo(Numbers.in(Meminfo.of(machine)).of("MemFree"));
        long present = sum(Zoneinfo.of(machine), "present  (\\d+)");
        long blocks = text.lines()
                .filter(line -> line.matches("Node \\d, zone +\\w+ .*"))
                .mapToLong(line -> sum(line.substring("Node 1, zone  Movable".length()), " (\\d+)"))
                .sum();
        assertThat(blocks * 512).isGreaterThanOrEqualTo(present);
    }

    private static long weighted(String numbers) {
        String[] counts = numbers.trim().split(" +", -1);
        return IntStream.range(0, counts.length)
                .mapToLong(order -> Long.parseLong(counts[order]) << order)
                .sum();
    }

    private void assertPiecesAreWhatIsFree() {
        long pages =
                Buddyinfo.of(machine).lines().mapToLong(SameStoryTest::pages).sum();

        assertThat(pages)
                .isEqualTo(machine.memory().onlineNodes().stream()
                        .mapToLong(Node::free)
                        .sum());
    }

    private static long pages(String line) {
        return weighted(line.substring("Node 0, zone   Normal".length()));
    }
}
