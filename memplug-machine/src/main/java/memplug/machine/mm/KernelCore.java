package memplug.machine.mm;

import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * How much boot memory is to be in kernel zones at least, and how much in ZONE_MOVABLE: what {@code kernelcore=} and
 * {@code movablecore=} say.
 *
 * @param kernel how much for kernel zones
 * @param movable how much for ZONE_MOVABLE; kernel zones then have the rest, if that is more than {@code kernel}
 */
public record KernelCore(Amount kernel, Amount movable) {
    /** ZONE_MOVABLE begins at a multiple of so many pages: the largest piece that the allocator hands out. */
    private static final long ALIGNMENT = 1024;

    /**
     * An amount of memory.
     *
     * @param number in pages, or in percent of all boot memory; 0 if it was not said
     * @param inPercent whether it is in percent
     */
    public record Amount(long number, boolean inPercent) {
        private long of(long total) {
            return inPercent ? total * Math.min(number, 100) / 100 : number;
        }
    }

    /** Frames from the first to before the end. */
    record PageRange(long start, long end) {}

    /**
     * Where ZONE_MOVABLE begins in those nodes that have some, given the RAM of each node in ascending order. As
     * mm/mm_init.c: find_zone_movable_pfns_for_nodes().
     */
    NavigableMap<Integer, Long> movableFrom(NavigableMap<Integer, List<PageRange>> ram) {
        long total = ram.values().stream()
                .flatMap(List::stream)
                .mapToLong(range -> range.end() - range.start())
                .sum();
        long needed = needed(total);
        if (needed <= 0 || needed >= total) {
            return new TreeMap<>();
        }
        NavigableMap<Integer, Long> from = new Spreading(ram, needed).spread();
        from.replaceAll((_, pfn) -> roundUp(pfn));
        ram.forEach((node, ranges) -> from.computeIfPresent(node, (_, pfn) -> pfn < endOf(ranges) ? pfn : null));
        return from;
    }

    private long needed(long total) {
        long wanted = roundUp(movable.of(total));
        return Math.max(kernel.of(total), wanted > 0 ? Math.max(0, total - wanted) : 0);
    }

    private static long roundUp(long pages) {
        return (pages + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    private static long endOf(List<PageRange> ranges) {
        return ranges.getLast().end();
    }

    /** Gives each node an even share, and what is more than one of them has to the others. */
    private static final class Spreading {
        private final NavigableMap<Integer, List<PageRange>> ram;
        private final NavigableMap<Integer, Long> from = new TreeMap<>();
        /** What lies below is the kernel's in any case: only the highest zone is divided. */
        private final long lowest;

        private long needed;

        Spreading(NavigableMap<Integer, List<PageRange>> ram, long needed) {
            this.ram = ram;
            this.needed = needed;
            long end = ram.values().stream().mapToLong(KernelCore::endOf).max().orElse(0);
            this.lowest = end > ZoneKind.NORMAL.startPfn() ? ZoneKind.NORMAL.startPfn() : ZoneKind.DMA32.startPfn();
        }

        NavigableMap<Integer, Long> spread() {
            int nodes = ram.size();
            do {
                long share = needed / nodes;
                for (int node : ram.navigableKeySet()) {
                    share = needed < share ? needed / nodes : share;
                    take(node, share);
                }
                nodes--;
            } while (nodes > 0 && needed > nodes);
            return from;
        }

        private void take(int node, long share) {
            long left = share;
            for (PageRange range : ram.getOrDefault(node, List.of())) {
                long start = Math.max(range.start(), from.getOrDefault(node, 0L));
                if (start < range.end()) {
                    long low = Math.clamp(lowest - start, 0, range.end() - start);
                    left -= Math.min(left, low);
                    long high = Math.min(left, range.end() - start - low);
                    left -= high;
                    needed -= Math.min(needed, low + high);
                    from.put(node, start + low + high);
                    if (left == 0 && range.end() > lowest) {
                        return;
                    }
                }
            }
        }
    }
}
