package memplug.tree.procfs;

import memplug.machine.mm.Node;
import memplug.machine.mm.Zone;

/**
 * The lists of free pages that each CPU has of a zone. They are empty here: the machine has no CPU that runs.
 *
 * @param high how long a list may become
 * @param batch how many pages go to it or from it at once
 * @param threshold how far a CPU's counters may be from the zone's
 */
record PerCpuPages(long high, long batch, int threshold) {
    private static final long LARGEST_BATCH_PAGES = 256;
    private static final int THRESHOLD_UNIT_PAGES = 1 << 15;
    private static final int LARGEST_THRESHOLD = 125;

    static PerCpuPages of(Node node, Zone zone, int cpus) {
        long batch = batch(zone.managed());
        boolean used = zone.free() < zone.managed();
        int sharers = node.cpus().isEmpty() ? cpus : node.cpus().size();
        long high = used ? Math.max(zone.watermarks().low() / Math.max(1, sharers), 4 * batch) : 0;
        return new PerCpuPages(high, batch, threshold(zone.managed(), cpus));
    }

    /** As mm/page_alloc.c: zone_batchsize(). */
    private static long batch(long managed) {
        long batch = Math.max(1, Math.min(managed / 1024, LARGEST_BATCH_PAGES) / 4);
        return Math.max(1, Long.highestOneBit(batch + batch / 2) - 1);
    }

    /** As mm/vmstat.c: calculate_normal_threshold(). */
    private static int threshold(long managed, int cpus) {
        return Math.min(LARGEST_THRESHOLD, 2 * bits(cpus) * (1 + bits(managed / THRESHOLD_UNIT_PAGES)));
    }

    private static int bits(long number) {
        return Long.SIZE - Long.numberOfLeadingZeros(number);
    }
}
