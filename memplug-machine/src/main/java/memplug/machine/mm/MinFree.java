package memplug.machine.mm;

/** How many pages the kernel keeps free, which the watermarks of all zones share. */
final class MinFree {
    private static final int PAGEBLOCK_PAGES = 512;
    private static final int MIGRATE_TYPES_ON_LISTS = 3;
    private static final int KIB_PER_PAGE = 4;

    private MinFree() {}

    /**
     * The larger of what mm/page_alloc.c: calculate_min_free_kbytes() and mm/khugepaged.c:
     * set_recommended_min_free_kbytes() say.
     */
    static long pages(long lowmemPages, int kernelZones) {
        long byRoot = Math.clamp((long) Math.sqrt(lowmemPages * KIB_PER_PAGE * 16.0), 128, 262_144) / KIB_PER_PAGE;
        long perZone = PAGEBLOCK_PAGES * 2L + PAGEBLOCK_PAGES * MIGRATE_TYPES_ON_LISTS * MIGRATE_TYPES_ON_LISTS;
        long forHugePages = Math.min(kernelZones * perZone, lowmemPages / 20);
        return Math.max(byRoot, forHugePages);
    }
}
