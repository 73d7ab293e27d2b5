package memplug.tree.procfs;

import java.util.Locale;
import java.util.function.ToLongFunction;

/**
 * The counters that the kernel keeps for each zone, in its order: mm/vmstat.c: vmstat_text, up to the NUMA events. Of
 * events the machine knows only what is left of them: the pages that are in use.
 */
enum ZoneCounter {
    NR_FREE_PAGES(PageUse::free),
    NR_ZONE_INACTIVE_ANON(PageUse::inactiveAnon),
    NR_ZONE_ACTIVE_ANON(PageUse::activeAnon),
    NR_ZONE_INACTIVE_FILE,
    NR_ZONE_ACTIVE_FILE,
    NR_ZONE_UNEVICTABLE(PageUse::locked),
    NR_ZONE_WRITE_PENDING,
    NR_MLOCK(PageUse::locked),
    NR_BOUNCE,
    NR_FREE_CMA,
    NUMA_HIT(PageUse::used),
    NUMA_MISS,
    NUMA_FOREIGN,
    NUMA_INTERLEAVE,
    NUMA_LOCAL(PageUse::local),
    NUMA_OTHER(PageUse::remote);

    @SuppressWarnings("ImmutableEnumChecker") // The functions keep nothing.
    private final ToLongFunction<PageUse> counted;

    ZoneCounter() {
        this(_ -> 0);
    }

    ZoneCounter(ToLongFunction<PageUse> counted) {
        this.counted = counted;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    long value(PageUse use) {
        return counted.applyAsLong(use);
    }
}
