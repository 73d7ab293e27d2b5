package memplug.tree.procfs;

import memplug.machine.Machine;
import memplug.machine.mm.PageAllocator;

/**
 * /proc/vmstat: the counters of all nodes together. As mm/vmstat.c: vmstat_show(), of whose events only those are there
 * that the machine counts.
 */
final class Vmstat {
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
        PageAllocator pages = machine.memory().pages();
        put(text, "pgmigrate_success", pages.migrated());
        put(text, "pgmigrate_fail", pages.notMigrated());
        return text.toString();
    }

    private static void put(StringBuilder text, String name, long value) {
        text.append(name).append(' ').append(value).append('\n');
    }
}
