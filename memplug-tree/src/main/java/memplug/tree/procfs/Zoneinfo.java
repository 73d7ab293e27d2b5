package memplug.tree.procfs;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import memplug.machine.Machine;
import memplug.machine.mm.LowmemReserve;
import memplug.machine.mm.Memory;
import memplug.machine.mm.Node;
import memplug.machine.mm.Zone;

/** /proc/zoneinfo. As mm/vmstat.c: zoneinfo_show_print(). */
final class Zoneinfo {
    private final Memory memory;
    private final List<Integer> cpus;
    private final StringBuilder text = new StringBuilder();

    private Zoneinfo(Memory memory) {
        this.memory = memory;
        this.cpus = memory.onlineNodes().stream()
                .flatMap(node -> node.cpus().stream())
                .sorted()
                .toList();
    }

    /** The whole text: every zone of every node that exists. */
    static String of(Machine machine) {
        Zoneinfo zoneinfo = new Zoneinfo(machine.memory());
        machine.memory().onlineNodes().forEach(zoneinfo::put);
        return zoneinfo.text.toString();
    }

    private void put(Node node) {
        boolean first = true;
        for (Zone zone : node.zones()) {
            boolean populated = zone.isPopulated();
            line("Node %d, zone %8s", node.id(), zone.kind().word());
            if (populated && first) {
                putNodeCounters(PageUse.of(memory, node));
                first = false;
            }
            putSizes(node, zone);
            // If unpopulated, no other information is useful.
            if (populated) {
                putZoneCounters(PageUse.of(memory, zone));
                putPagesets(PerCpuPages.of(node, zone, cpus.size()));
                line("  node_unreclaimable:  0");
                line("  start_pfn:           %d", zone.spanStart());
            }
        }
    }

    private void putNodeCounters(PageUse use) {
        line("  per-node stats");
        for (NodeCounter counter : NodeCounter.values()) {
            line("      %-12s %d", counter.word(), counter.value(use));
        }
    }

    private void putSizes(Node node, Zone zone) {
        var marks = zone.watermarks();
        line("  pages free     %d", zone.free());
        line("        boost    0");
        line("        min      %d", marks.min());
        line("        low      %d", marks.low());
        line("        high     %d", marks.high());
        line("        promo    %d", marks.promo());
        line("        spanned  %d", zone.spanned());
        line("        present  %d", zone.present());
        line("        managed  %d", zone.managed());
        line("        cma      0");
        line("        protection: (%s)", joined(LowmemReserve.of(node, zone)));
    }

    private static String joined(long[] pages) {
        return Arrays.stream(pages).mapToObj(Long::toString).collect(Collectors.joining(", "));
    }

    private void putZoneCounters(PageUse use) {
        for (ZoneCounter counter : ZoneCounter.values()) {
            line("      %-12s %d", counter.word(), counter.value(use));
        }
    }

    private void putPagesets(PerCpuPages pages) {
        line("  pagesets");
        for (int cpu : cpus) {
            line("    cpu: %d", cpu);
            line("              count: 0");
            line("              high:  %d", pages.high());
            line("              batch: %d", pages.batch());
            line("  vm stats threshold: %d", pages.threshold());
        }
    }

    private void line(String format, Object... arguments) {
        text.append(String.format(Locale.ROOT, format, arguments)).append('\n');
    }
}
