package memplug.tree.procfs;

import memplug.machine.Machine;
import memplug.machine.mm.FrameUse;
import memplug.machine.mm.Memory;
import memplug.machine.mm.Node;
import memplug.machine.mm.Zone;

/**
 * /proc/buddyinfo: how many free pieces of each size a zone has. As mm/vmstat.c: frag_show_print(). Free memory is
 * taken to be in the largest pieces that are aligned to their size, which is what the buddy allocator strives for.
 */
final class Buddyinfo {
    private static final int LARGEST_ORDER = 10;

    private final long[] pieces = new long[LARGEST_ORDER + 1];

    private Buddyinfo() {}

    /** The whole text: a line for each zone that has memory. */
    static String of(Machine machine) {
        StringBuilder text = new StringBuilder();
        for (Node node : machine.memory().onlineNodes()) {
            for (Zone zone : node.zones()) {
                if (zone.isPopulated()) {
                    text.append("Node %d, zone %8s "
                            .formatted(node.id(), zone.kind().word()));
                    text.append(line(machine.memory(), zone));
                }
            }
        }
        return text.toString();
    }

    private static StringBuilder line(Memory memory, Zone zone) {
        Buddyinfo free = new Buddyinfo();
        ZoneFrames.visit(memory, zone, (pfn, pages, use) -> {
            if (use == FrameUse.FREE) {
                free.add(pfn, pfn + pages);
            }
        });
        StringBuilder line = new StringBuilder();
        for (long count : free.pieces) {
            line.append("%6d ".formatted(count));
        }
        return line.append('\n');
    }

    /** Up from the start the pieces grow as alignment allows, down to the end they shrink as room allows. */
    private void add(long start, long end) {
        long from = start;
        for (int order = 0; order < LARGEST_ORDER; order++) {
            long size = 1L << order;
            if ((from & size) != 0 && from + size <= end) {
                pieces[order]++;
                from += size;
            }
        }
        pieces[LARGEST_ORDER] += (end - from) >> LARGEST_ORDER;
        long rest = (end - from) & ((1L << LARGEST_ORDER) - 1);
        for (int order = 0; order < LARGEST_ORDER; order++) {
            pieces[order] += (rest >> order) & 1;
        }
    }
}
