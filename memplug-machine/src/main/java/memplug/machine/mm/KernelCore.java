package memplug.machine.mm;

import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import memplug.machine.phys.ByteSize;

/**
 * How much boot memory kernel zones are to have at least, and ZONE_MOVABLE: what {@code kernelcore=} and
 * {@code movablecore=} say.
 *
 * @param kernel how much for the kernel, nothing if it was not said
 * @param movable how much for ZONE_MOVABLE, nothing if it was not said
 */
public record KernelCore(Amount kernel, Amount movable) {
    /** Boundaries lie at multiples of so many pages, the largest that the allocator hands out. */
    private static final long ALIGNMENT = 1024;

    private static final long DMA32_END = 4 * ByteSize.GIB / Frames.PAGE_BYTES;

    /**
     * An amount of memory.
     *
     * @param pages in pages, 0 if it is a part of all
     * @param percent in percent of all boot memory, 0 if it is a number of pages
     */
    public record Amount(long pages, long percent) {
        /** Not said. */
        public static final Amount NOTHING = new Amount(0, 0);

        private long of(long total) {
            return percent > 0 ? total * percent / 100 : pages;
        }
    }

    /** Frames from the first to before the end. */
    record PageRange(long start, long end) {}

    /**
     * Where ZONE_MOVABLE begins in nodes that have some. As mm/mm_init.c: find_zone_movable_pfns_for_nodes(): what the kernel
     * needs is spread evenly over the nodes, and what one of them does not have, over the others; only memory of the
     * highest zone is given away.
     */
    NavigableMap<Integer, Long> movableFrom(NavigableMap<Integer, List<PageRange>> ram) {
        long total = ram.values().stream()
                .flatMap(List::stream)
                .mapToLong(each -> each.end() - each.start())
                .sum();
        long needed = needed(total);
        NavigableMap<Integer, Long> from = new TreeMap<>();
        if (needed > 0 && needed < total) {
            long top = ram.values().stream()
                    .mapToLong(each -> each.getLast().end())
                    .max()
                    .orElseThrow();
            long givable = top > DMA32_END ? DMA32_END : ZoneKind.DMA32.startPfn();
            spread(needed, givable, ram, from);
            from.replaceAll((_, pfn) -> roundUp(pfn));
            ram.forEach((node, ranges) -> {
                if (from.getOrDefault(node, 0L) >= ranges.getLast().end()) {
                    from.remove(node);
                }
            });
        }
        return from;
    }

    /** With both, what is left over by ZONE_MOVABLE is the kernel's too. */
    private long needed(long total) {
        long wanted = movable.of(total);
        long left = wanted > 0 ? total - Math.min(total, roundUp(wanted)) : 0;
        return Math.max(kernel.of(total), left);
    }

    private static void spread(
            long needed, long givable, NavigableMap<Integer, List<PageRange>> ram, NavigableMap<Integer, Long> from) {
        long left = needed;
        for (int nodes = ram.size(); nodes > 0 && (nodes == ram.size() || left > nodes); nodes--) {
            long share = left / nodes;
            for (var node : ram.entrySet()) {
                share = left < share ? left / nodes : share;
                left -= Math.min(left, take(node.getKey(), node.getValue(), share, givable, from));
            }
        }
    }

    /** Gives the kernel more of a node, a share or what it has anyhow; returns how much. */
    private static long take(
            int node, List<PageRange> ranges, long share, long givable, NavigableMap<Integer, Long> from) {
        long taken = 0;
        for (PageRange range : ranges) {
            long start = Math.max(range.start(), from.getOrDefault(node, 0L));
            if (start < range.end() && (taken < share || start < givable)) {
                long low = Math.clamp(givable - start, 0, range.end() - start);
                long high = Math.clamp(share - taken - low, 0, range.end() - start - low);
                from.put(node, start + low + high);
                taken += low + high;
            }
        }
        return taken;
    }

    private static long roundUp(long pages) {
        return (pages + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }
}
