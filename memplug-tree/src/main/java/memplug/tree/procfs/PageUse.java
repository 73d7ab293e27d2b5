package memplug.tree.procfs;

import java.util.EnumMap;
import java.util.Map;
import memplug.machine.mm.FrameUse;
import memplug.machine.mm.Memory;
import memplug.machine.mm.Node;
import memplug.machine.mm.Zone;

/**
 * What the frames of a zone, a node or the machine are used for, in pages. The kernel's pages and the page cache are
 * divided by shares that are invented, zone by zone, so that zones add up to their node and nodes to the machine.
 *
 * @param managed those the allocator was given
 * @param free those it has
 * @param local those in use on a node with CPUs
 * @param anonymous memory of processes, pinned or not
 * @param pinned those of it that are pinned
 * @param activeCache contents of files that were used more than once
 * @param inactiveCache contents of files otherwise
 * @param stacks kernel stacks
 * @param pageTables page tables
 * @param perCpu what each CPU has for itself
 * @param slab all else that the kernel holds
 */
record PageUse(
        long managed,
        long free,
        long local,
        long anonymous,
        long pinned,
        long activeCache,
        long inactiveCache,
        long stacks,
        long pageTables,
        long perCpu,
        long slab) {
    private static final PageUse NONE = new PageUse(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    static PageUse of(Memory memory) {
        return memory.onlineNodes().stream().map(node -> of(memory, node)).reduce(NONE, PageUse::plus);
    }

    static PageUse of(Memory memory, Node node) {
        return node.zones().stream().map(zone -> of(memory, zone)).reduce(NONE, PageUse::plus);
    }

    static PageUse of(Memory memory, Zone zone) {
        Map<FrameUse, Long> pages = new EnumMap<>(FrameUse.class);
        ZoneFrames.visit(memory, zone, (_, count, use) -> pages.merge(use, (long) count, Long::sum));
        long used = Math.max(0, zone.managed() - zone.free());
        boolean nearCpus = !memory.node(zone.node()).cpus().isEmpty();
        long pinned = pages.getOrDefault(FrameUse.PINNED, 0L);
        long cache = pages.getOrDefault(FrameUse.PAGE_CACHE, 0L);
        long kernel = pages.getOrDefault(FrameUse.KERNEL, 0L);
        long activeCache = cache * 2 / 5;
        long stacks = kernel / 16;
        long tables = kernel / 64;
        return new PageUse(
                zone.managed(),
                zone.free(),
                nearCpus ? used : 0,
                pages.getOrDefault(FrameUse.ANONYMOUS, 0L) + pinned,
                pinned,
                activeCache,
                cache - activeCache,
                stacks,
                tables,
                tables,
                kernel - stacks - 2 * tables);
    }

    private PageUse plus(PageUse other) {
        return new PageUse(
                managed + other.managed,
                free + other.free,
                local + other.local,
                anonymous + other.anonymous,
                pinned + other.pinned,
                activeCache + other.activeCache,
                inactiveCache + other.inactiveCache,
                stacks + other.stacks,
                pageTables + other.pageTables,
                perCpu + other.perCpu,
                slab + other.slab);
    }

    long used() {
        return Math.max(0, managed - free);
    }

    /** Those in use on a node without CPUs, which only CPUs of other nodes can have asked for. */
    long remote() {
        return Math.max(0, used() - local);
    }

    /** Contents of files, all of them in memory only (tmpfs): such pages are on the lists of anonymous memory. */
    long cache() {
        return activeCache + inactiveCache;
    }

    /** Contents of files that are mapped into processes. */
    long mapped() {
        return cache() / 12;
    }

    /** As mm/swap.c: folio_add_lru_vma(): anonymous memory begins its life on the inactive list. */
    long inactiveAnon() {
        return anonymous + inactiveCache;
    }

    long activeAnon() {
        return activeCache;
    }
}
