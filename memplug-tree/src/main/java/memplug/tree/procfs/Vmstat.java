package memplug.tree.procfs;

import memplug.machine.Machine;
import memplug.machine.mm.Memory;
import memplug.machine.mm.PageAllocator;

/**
 * /proc/vmstat: the counters of all nodes together. As mm/vmstat.c: vmstat_show(), of whose events only those are there
 * that the machine counts.
 */
final class Vmstat {
    private static final int PAGES_PER_MEMMAP_PAGE = 64;

    private Vmstat() {}

    static String of(Machine machine) {
        PageUse use = PageUse.of(machine.memory());
        StringBuilder text = new StringBuilder();
        for (ZoneCounter counter : ZoneCounter.values()) {
            put(text, counter.word(), counter.value(use));
        }
        for (NodeCounter counter : NodeCounter.values()) {
            put(text, counter.word(), counter.value(use));
        }
        put(text, "nr_memmap_pages", memmapPages(machine.memory(), false));
        put(text, "nr_memmap_boot_pages", memmapPages(machine.memory(), true));
        PageAllocator pages = machine.memory().pages();
        put(text, "pgmigrate_success", pages.migrated());
        put(text, "pgmigrate_fail", pages.notMigrated());
        return text.toString();
    }

    /** How many pages the memmap of boot memory has, or of memory that was added. */
    private static long memmapPages(Memory memory, boolean early) {
        long blocks = memory.blocks().values().stream()
                .filter(block -> block.isEarly() == early)
                .count();
        return blocks * memory.blockSize().pages() / PAGES_PER_MEMMAP_PAGE;
    }

    private static void put(StringBuilder text, String name, long value) {
        text.append(name).append(' ').append(value).append('\n');
    }
}
