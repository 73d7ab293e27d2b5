package memplug.tree.procfs;

import java.util.Locale;
import java.util.function.ToLongFunction;
import memplug.machine.mm.FrameUse;

/** The counters that the kernel keeps for each node, in its order: mm/vmstat.c: vmstat_text, after the NUMA events. */
enum NodeCounter {
    NR_INACTIVE_ANON(PageUse::inactiveAnon),
    NR_ACTIVE_ANON(PageUse::activeAnon),
    NR_INACTIVE_FILE,
    NR_ACTIVE_FILE,
    NR_UNEVICTABLE(PageUse::locked),
    NR_SLAB_RECLAIMABLE,
    NR_SLAB_UNRECLAIMABLE(PageUse::slab),
    NR_ISOLATED_ANON,
    NR_ISOLATED_FILE,
    WORKINGSET_NODES,
    WORKINGSET_REFAULT_ANON,
    WORKINGSET_REFAULT_FILE,
    WORKINGSET_ACTIVATE_ANON,
    WORKINGSET_ACTIVATE_FILE,
    WORKINGSET_RESTORE_ANON,
    WORKINGSET_RESTORE_FILE,
    WORKINGSET_NODERECLAIM,
    NR_ANON_PAGES(PageUse::anonymous),
    NR_MAPPED(PageUse::mapped),
    NR_FILE_PAGES(PageUse::cache),
    NR_DIRTY,
    NR_WRITEBACK,
    NR_WRITEBACK_TEMP,
    NR_SHMEM(PageUse::cache),
    NR_SHMEM_HUGEPAGES,
    NR_SHMEM_PMDMAPPED,
    NR_FILE_HUGEPAGES,
    NR_FILE_PMDMAPPED,
    /** In huge pages. */
    NR_ANON_TRANSPARENT_HUGEPAGES(use -> use.transparent() / FrameUse.HUGE_TRANSPARENT.unit()),
    NR_VMSCAN_WRITE,
    NR_VMSCAN_IMMEDIATE_RECLAIM,
    NR_DIRTIED,
    NR_WRITTEN,
    NR_THROTTLED_WRITTEN,
    NR_KERNEL_MISC_RECLAIMABLE,
    NR_FOLL_PIN_ACQUIRED(PageUse::pinned),
    NR_FOLL_PIN_RELEASED,
    /** In KiB, as the kernel counts stacks. */
    NR_KERNEL_STACK(use -> use.stacks() * KilobyteLines.KILOBYTES_PER_PAGE),
    NR_PAGE_TABLE_PAGES(PageUse::pageTables),
    NR_SEC_PAGE_TABLE_PAGES,
    NR_SWAPCACHED,
    PGDEMOTE_KSWAPD,
    PGDEMOTE_DIRECT,
    PGDEMOTE_KHUGEPAGED;

    @SuppressWarnings("ImmutableEnumChecker") // The functions keep nothing.
    private final ToLongFunction<PageUse> counted;

    NodeCounter() {
        this(_ -> 0);
    }

    NodeCounter(ToLongFunction<PageUse> counted) {
        this.counted = counted;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    long value(PageUse use) {
        return counted.applyAsLong(use);
    }
}
