package memplug.machine.mm;

/**
 * The levels of free memory, in pages, at which the kernel begins and ends to reclaim.
 *
 * @param min only emergencies may go below
 * @param low kswapd is woken below
 * @param high kswapd sleeps above
 * @param promo promotion stops below
 */
public record Watermarks(long min, long low, long high, long promo) {
    /** Those of a zone that never had memory. */
    static final Watermarks NONE = new Watermarks(0, 0, 0, 0);

    private static final int SCALE_FACTOR = 10;
    private static final int CLUSTER = 32;

    /**
     * {@return the watermarks of a zone} As mm/page_alloc.c: __setup_per_zone_wmarks().
     *
     * @param kind the zone's kind
     * @param managed its managed pages
     * @param lowmem the managed pages of all kernel zones
     * @param minFreePages what all zones together keep free
     */
    static Watermarks of(ZoneKind kind, long managed, long lowmem, long minFreePages) {
        long share = lowmem == 0 ? 0 : minFreePages * managed / lowmem;
        long min = kind.isKernelZone() ? share : Math.clamp(managed / 1024, CLUSTER, 128);
        if (kind == ZoneKind.DEVICE) {
            return NONE;
        }
        long step = Math.max(share >> 2, managed * SCALE_FACTOR / 10_000);
        return new Watermarks(min, min + step, min + 2 * step, min + 3 * step);
    }
}
