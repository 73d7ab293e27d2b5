package memplug.tree.procfs;

import java.util.Locale;
import java.util.NavigableSet;
import java.util.TreeSet;
import memplug.machine.Machine;
import memplug.machine.mm.BlockState;
import memplug.machine.mm.FrameUse;
import memplug.machine.mm.Frames;
import memplug.machine.mm.Memory;
import memplug.machine.mm.Node;
import memplug.machine.mm.Zone;

/**
 * /proc/pagetypeinfo: how a zone's pieces of 2 MiB are meant to be used, and its free memory by that. As mm/vmstat.c:
 * pagetypeinfo_show(). A piece that has a page of the kernel's is Unmovable, one of a block that is going offline is
 * Isolate, all others are Movable.
 */
final class Pagetypeinfo {
    private static final int ORDER = 9;
    private static final long PAGES = 1L << ORDER;

    /** The kernel's migrate types, in its order. */
    private enum Type {
        UNMOVABLE("Unmovable"),
        MOVABLE("Movable"),
        RECLAIMABLE("Reclaimable"),
        HIGH_ATOMIC("HighAtomic"),
        ISOLATE("Isolate");

        private final String word;

        Type(String word) {
            this.word = word;
        }

        @SuppressWarnings("EnumOrdinal") // Types are numbered in the order they stand in here.
        private int number() {
            return ordinal();
        }
    }

    private final Memory memory;
    private final Zone zone;
    private final NavigableSet<Long> unmovable = new TreeSet<>();
    private final long[][] free = new long[Type.values().length][FreePieces.ORDERS];
    private final long[] blocks = new long[Type.values().length];
    private long nextBlock;

    private Pagetypeinfo(Memory memory, Zone zone) {
        this.memory = memory;
        this.zone = zone;
    }

    /** The whole text: two tables for each node that has memory. */
    static String of(Machine machine) {
        StringBuilder text = new StringBuilder();
        for (Node node : machine.memory().nodesWithMemory()) {
            var zones = node.zones().stream()
                    .filter(Zone::isPopulated)
                    .map(zone -> new Pagetypeinfo(machine.memory(), zone).counted())
                    .toList();
            text.append("Page block order: ").append(ORDER).append('\n');
            text.append("Pages per block:  ").append(PAGES).append("\n\n");
            text.append(format("%-43s ", "Free pages count per migrate type at order"));
            for (int order = 0; order < FreePieces.ORDERS; order++) {
                text.append(format("%6d ", order));
            }
            text.append('\n');
            zones.forEach(zone -> zone.putFree(text));
            text.append(format("\n%-23s", "Number of blocks type"));
            for (Type type : Type.values()) {
                text.append(format("%12s ", type.word));
            }
            text.append('\n');
            zones.forEach(zone -> zone.putBlocks(text));
        }
        return text.toString();
    }

    private Pagetypeinfo counted() {
        ZoneFrames.visit(memory, zone, (pfn, pages, use, _) -> {
            long last = (pfn + pages - 1) / PAGES;
            for (long block = pfn / PAGES; isOfKernel(use) && block <= last; block++) {
                unmovable.add(block);
            }
            Type type = isGoing(pfn) ? Type.ISOLATE : Type.MOVABLE;
            blocks[type.number()] += Math.max(0, last + 1 - Math.max(nextBlock, pfn / PAGES));
            nextBlock = last + 1;
        });
        for (long block : unmovable) {
            blocks[Type.MOVABLE.number()] -= isGoing(block * PAGES) ? 0 : 1;
            blocks[Type.UNMOVABLE.number()] += isGoing(block * PAGES) ? 0 : 1;
        }
        ZoneFrames.visit(memory, zone, (pfn, pages, use, _) -> {
            if (use == FrameUse.FREE) {
                FreePieces.visit(pfn, pfn + pages, (at, order, count) -> free[type(at).number()][order] += count);
            }
        });
        return this;
    }

    private static boolean isOfKernel(FrameUse use) {
        return switch (use) {
            case KERNEL, SLAB, PAGE_TABLE, STACK, MEMMAP, MAPPING_TABLE, PAGE_CGROUP, HUGE_1G -> true;
            default -> false;
        };
    }

    /** The type of a piece, which is in one block, or the largest, and then in two that are wholly free. */
    private Type type(long pfn) {
        return isGoing(pfn) ? Type.ISOLATE : unmovable.contains(pfn / PAGES) ? Type.UNMOVABLE : Type.MOVABLE;
    }

    private boolean isGoing(long pfn) {
        return memory.block(memory.blockSize().blockAt(pfn * Frames.PAGE_BYTES))
                .filter(block -> block.state() == BlockState.GOING_OFFLINE)
                .isPresent();
    }

    private void putFree(StringBuilder text) {
        for (Type type : Type.values()) {
            text.append(format(
                    "Node %4d, zone %8s, type %12s ", zone.node(), zone.kind().word(), type.word));
            for (long count : free[type.number()]) {
                text.append(format("%6d ", count));
            }
            text.append('\n');
        }
    }

    private void putBlocks(StringBuilder text) {
        text.append(format("Node %d, zone %8s ", zone.node(), zone.kind().word()));
        for (long count : blocks) {
            text.append(format("%12d ", count));
        }
        text.append('\n');
    }

    private static String format(String format, Object... arguments) {
        return String.format(Locale.ROOT, format, arguments);
    }
}
