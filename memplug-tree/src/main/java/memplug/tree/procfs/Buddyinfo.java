package memplug.tree.procfs;

import java.util.Locale;
import memplug.machine.Machine;
import memplug.machine.mm.FrameUse;
import memplug.machine.mm.Memory;
import memplug.machine.mm.Node;
import memplug.machine.mm.Zone;

/**
 * /proc/buddyinfo: how many free pieces of each size a zone has. As mm/vmstat.c: frag_show_print().
 */
final class Buddyinfo {
    private Buddyinfo() {}

    /** The whole text: a line for each zone that has memory. */
    static String of(Machine machine) {
        StringBuilder text = new StringBuilder();
        for (Node node : machine.memory().onlineNodes()) {
            for (Zone zone : node.zones()) {
                if (zone.isPopulated()) {
                    text.append(String.format(
                            Locale.ROOT,
                            "Node %d, zone %8s ",
                            node.id(),
                            zone.kind().word()));
                    text.append(line(machine.memory(), zone));
                }
            }
        }
        return text.toString();
    }

    private static StringBuilder line(Memory memory, Zone zone) {
        long[] free = new long[FreePieces.ORDERS];
        ZoneFrames.visit(memory, zone, (pfn, pages, use, _) -> {
            if (use == FrameUse.FREE) {
                FreePieces.visit(pfn, pfn + pages, (_, order, count) -> free[order] += count);
            }
        });
        StringBuilder line = new StringBuilder();
        for (long count : free) {
            line.append(String.format(Locale.ROOT, "%6d ", count));
        }
        return line.append('\n');
    }
}
