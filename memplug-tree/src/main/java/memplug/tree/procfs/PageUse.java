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
 * @param locked those of it that are locked into memory
 * @param transparent those of it that are in transparent huge pages
 * @param huge pages in huge pages of 2 MiB
 * @param hugeFree those of them that are free in the pool
 * @param gigantic pages in huge pages of 1 GiB
 * @param giganticFree those of them that are free in the pool
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
        long locked,
        long transparent,
        long huge,
        long hugeFree,
        long gigantic,
        long giganticFree,
        long activeCache,
        long inactiveCache,
        long stacks,
        long pageTables,
        long perCpu,
        long slab) {
    private static final PageUse NONE = new PageUse(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    static PageUse of(Memory memory) {
        return memory.onlineNodes().stream().map(node -> of(memory, node)).reduce(NONE, PageUse::plus);
    }

    static PageUse of(Memory memory, Node node) {
        return node.zones().stream().map(zone -> of(memory, zone)).reduce(NONE, PageUse::plus);
    }

    static PageUse of(Memory memory, Zone zone) {
        Map<FrameUse, Long> pages = new EnumMap<>(FrameUse.class);
        Map<FrameUse, Long> nobodys = new EnumMap<>(FrameUse.class);
        ZoneFrames.visit(memory, zone, (_, count, use, owner) -> {
            pages.merge(use, (long) count, Long::sum);
            if (owner == 0) {
                nobodys.merge(use, (long) count, Long::sum);
            }
        });
        return of(zone, !memory.node(zone.node()).cpus().isEmpty(), pages, nobodys);
    }

    private static PageUse of(Zone zone, boolean nearCpus, Map<FrameUse, Long> pages, Map<FrameUse, Long> nobodys) {
        long pinned = of(pages, FrameUse.PINNED);
        long locked = of(pages, FrameUse.LOCKED);
        long transparent = of(pages, FrameUse.HUGE_TRANSPARENT);
        long cache = of(pages, FrameUse.PAGE_CACHE);
        long kernel = of(pages, FrameUse.KERNEL);
        long activeCache = cache * 2 / 5;
        long stacks = kernel / 16;
        long tables = kernel / 64;
        return new PageUse(
                zone.managed(),
                zone.free(),
                nearCpus ? Math.max(0, zone.managed() - zone.free()) : 0,
                of(pages, FrameUse.ANONYMOUS) + pinned + locked + transparent,
                pinned,
                locked,
                transparent,
                of(pages, FrameUse.HUGE_2M),
                of(nobodys, FrameUse.HUGE_2M),
                of(pages, FrameUse.HUGE_1G),
                of(nobodys, FrameUse.HUGE_1G),
                activeCache,
                cache - activeCache,
                stacks + of(pages, FrameUse.STACK),
                tables + of(pages, FrameUse.PAGE_TABLE),
                tables,
                kernel - stacks - 2 * tables + of(pages, FrameUse.SLAB));
    }

    private static long of(Map<FrameUse, Long> pages, FrameUse use) {
        return pages.getOrDefault(use, 0L);
    }

    private PageUse plus(PageUse other) {
        return new PageUse(
                managed + other.managed,
                free + other.free,
                local + other.local,
                anonymous + other.anonymous,
                pinned + other.pinned,
                locked + other.locked,
                transparent + other.transparent,
                huge + other.huge,
                hugeFree + other.hugeFree,
                gigantic + other.gigantic,
                giganticFree + other.giganticFree,
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
        return anonymous - locked + inactiveCache;
    }

    long activeAnon() {
        return activeCache;
    }

    /** How many huge pages of 2 MiB there are. */
    long hugePages() {
        return huge / FrameUse.HUGE_2M.unit();
    }

    /** How many of them are free in the pool. */
    long hugePagesFree() {
        return hugeFree / FrameUse.HUGE_2M.unit();
    }
}
