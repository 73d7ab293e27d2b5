package memplug.machine.mm;

import java.util.Collection;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Gives out page frames and takes them back, and moves what is in them. Its monitor is the page lock, innermost of all:
 * whoever changes the frames of an online block holds it.
 */
public final class PageAllocator {
    private final Memory memory;
    private final NavigableSet<Integer> struck = new ConcurrentSkipListSet<>();
    private final HugePools hugePools;
    private final AtomicLong migrated = new AtomicLong();
    private final AtomicLong notMigrated = new AtomicLong();

    PageAllocator(Memory memory) {
        this(memory, new HugePools(memory));
    }

    private PageAllocator(Memory memory, HugePools hugePools) {
        this.memory = memory;
        this.hugePools = hugePools;
    }

    PageAllocator copy(Memory forMemory) {
        PageAllocator copy = new PageAllocator(forMemory, hugePools.copy(forMemory));
        copy.struck.addAll(struck);
        copy.migrated.set(migrated.get());
        copy.notMigrated.set(notMigrated.get());
        return copy;
    }

    /** {@return how many pages have been moved since boot} */
    public long migrated() {
        return migrated.get();
    }

    /** {@return how often a page could not be moved since boot} */
    public long notMigrated() {
        return notMigrated.get();
    }

    /**
     * Whose pages, and which of them.
     *
     * @param use what the frames are used for
     * @param owner whose they are, 0 for nobody in particular
     * @param page the first of the owner's pages
     * @param written which write filled them, as for {@link FrameRun}
     */
    public record Contents(FrameUse use, int owner, long page, int written) {
        /**
         * Pages with nothing in them that is checked.
         *
         * @param use what the frames are used for
         * @param owner whose they are, 0 for nobody in particular
         * @param page the first of the owner's pages
         */
        public Contents(FrameUse use, int owner, long page) {
            this(use, owner, page, 0);
        }

        /** What is in the pages that follow so many. */
        Contents after(int pages) {
            return new Contents(use, owner, PackedRun.isCounted(use, owner) ? page + pages : page, written);
        }

        FrameRun in(int first, int pages, int after) {
            long skipped = PackedRun.isCounted(use, owner) ? after : -page;
            return new FrameRun(first, pages, use, owner, page + skipped, written);
        }
    }

    /**
     * Takes frames from a node, or from the next nearest ones that have some.
     *
     * @param node the number of the node to begin with
     * @param pages how many frames
     * @param contents what for
     * @return where they are; nothing, and nothing taken, if there are not enough
     */
    public synchronized Optional<List<PageSpan>> allocate(int node, int pages, Contents contents) {
        return take(memory.zonelists().fallbackOrder(memory.node(node)), pages, contents);
    }

    /**
     * Takes frames of some nodes only.
     *
     * @param nodes the nodes, in the order in which they are tried
     * @param pages how many frames
     * @param contents what for
     * @return where they are; nothing, and nothing taken, if there are not enough
     */
    public synchronized Optional<List<PageSpan>> take(Collection<Node> nodes, int pages, Contents contents) {
        Optional<HugePool> pool = hugePools.of(contents.use());
        List<PageSpan> pooled =
                pool.map(each -> each.take(nodes, pages, contents)).orElse(List.of());
        int left = pages - pages(pooled);
        Optional<List<PageSpan>> taken =
                left == 0 ? Optional.of(List.of()) : takeNew(nodes, left, contents.after(pages - left));
        if (taken.isEmpty()) {
            pooled.forEach(span -> pool.orElseThrow().giveBack(span));
        }
        return taken.map(rest -> Stream.concat(pooled.stream(), rest.stream()).toList());
    }

    /** As {@link #take}, and nothing that is free in a pool. */
    synchronized Optional<List<PageSpan>> takeNew(Collection<Node> nodes, int pages, Contents contents) {
        List<PageSpan> taken = new FrameSearch(memory, nodes, pages, contents).take();
        if (pages(taken) < pages) {
            taken.forEach(this::free);
            return Optional.empty();
        }
        return Optional.of(taken);
    }

    private static int pages(List<PageSpan> spans) {
        return spans.stream().mapToInt(PageSpan::pages).sum();
    }

    /**
     * Gives frames back.
     *
     * @param span the frames, of one block
     */
    public synchronized void free(PageSpan span) {
        MemoryBlock block = blockOf(span.pfn());
        set(block, new FrameRun(offsetOf(span.pfn()), span.pages(), FrameUse.FREE, 0, 0));
    }

    /**
     * Gives the allocator frames that it was never given before. As arch/x86/mm/init_64.c: free_pagetable().
     *
     * @param span the frames, of one block
     */
    synchronized void freeReserved(PageSpan span) {
        MemoryBlock block = blockOf(span.pfn());
        Node node = memory.node(block.node());
        ZoneKind zone = block.zone();
        if (zone != null) {
            node.zone(zone).changeManaged(span.pages());
        } else {
            forEachZone(
                    node,
                    span.pfn(),
                    span.pages(),
                    (kind, pages) -> node.zone(kind).changeManaged(pages));
        }
        free(span);
    }

    /**
     * Gives back all frames of an owner.
     *
     * @param owner whose
     */
    public synchronized void freeAllOf(int owner) {
        struck.remove(owner);
        change(owner, 0, Long.MAX_VALUE, FrameRun::freed);
        hugePools.giveUp(owner);
    }

    /**
     * Changes some pages of an owner in place, wherever they are.
     *
     * @param owner whose
     * @param from the first of the pages
     * @param to the one after the last
     * @param change what to put in place of frames that hold such pages: as many at the same place
     */
    public synchronized void change(int owner, long from, long to, UnaryOperator<FrameRun> change) {
        boolean huge = false;
        for (MemoryBlock block : memory.blocks().values()) {
            if (block.frames().holdAnyOf(owner)) {
                huge |= hugePools.haveAnyOf(block.frames());
                replace(block, changed(block.frames(), owner, from, to, change));
            }
        }
        trimPools(huge);
    }

    /**
     * Gives back every second chunk of an owner's pages, pinned ones aside.
     *
     * @param owner whose
     * @param chunk how many pages a chunk has; the first stays
     */
    public synchronized void thin(int owner, int chunk) {
        boolean huge = false;
        for (MemoryBlock block : memory.blocks().values()) {
            if (block.frames().holdAnyOf(owner)) {
                huge |= hugePools.haveAnyOf(block.frames());
                replace(block, block.frames().thinned(owner, chunk));
            }
        }
        trimPools(huge);
    }

    private void trimPools(boolean mayHaveMore) {
        if (mayHaveMore) {
            hugePools.trim();
        }
    }

    /**
     * Moves pages of an owner out of ZONE_MOVABLE.
     *
     * @param owner whose
     * @param from the first of the pages
     * @param to the one after the last
     * @return whether all have gone; others may have
     */
    public synchronized boolean leaveMovable(int owner, long from, long to) {
        return new LongTermMove(memory, owner, from, to).run();
    }

    /** Moves some pages of a block elsewhere, or none of them; says what is to become of the frames that they leave. */
    synchronized boolean move(MemoryBlock block, FrameRun run, ZoneKind highest, FrameUse left) {
        List<Zone> zones = FrameSearch.zonesOf(memory.zonelists().fallbackOrder(memory.node(block.node())), highest);
        Placement targets = new Placement(memory, zones, highest, true, 1);
        FrameUse use = run.use().whenMoved();
        int placed =
                targets.place(run.pages(), PackedRun.word(use, run.owner(), run.page()), run.written(), use.unit());
        targets.finish();
        if (placed < run.pages()) {
            targets.placed().forEach(this::free);
            notMigrated.addAndGet(run.pages());
            return false;
        }
        set(block, new FrameRun(run.first(), run.pages(), left, 0, 0));
        migrated.addAndGet(run.pages());
        return true;
    }

    private static Frames changed(Frames frames, int owner, long from, long to, UnaryOperator<FrameRun> change) {
        FramesBuilder changed = new FramesBuilder(frames.size() + 2);
        for (FrameRun run : frames.runs()) {
            long start = Math.clamp(from - run.page(), 0, run.pages());
            long end = Math.clamp(to - run.page(), start, run.pages());
            if (run.owner() == owner && start < end) {
                int first = run.first() + (int) start;
                int after = run.first() + (int) end;
                changed.addAll(frames, run.first(), first);
                changed.add(change.apply(run.part(first, after)));
                changed.addAll(frames, after, run.end());
            } else {
                changed.addAll(frames, run.first(), run.end());
            }
        }
        return changed.build();
    }

    /**
     * {@return the owners that have lost a page to a memory error since they began}
     */
    public NavigableSet<Integer> struck() {
        return struck;
    }

    /** Changes some frames of an online block, and the zones' counters with them. */
    synchronized void set(MemoryBlock block, FrameRun changed) {
        replace(block, block.frames().with(changed));
    }

    /** Changes the frames of an online block, and the zones' counters with them. */
    synchronized void replace(MemoryBlock block, Frames after) {
        Frames before = block.frames();
        block.setFrames(after);
        ZoneKind zone = block.zone();
        Node node = memory.node(block.node());
        if (zone != null) {
            node.zone(zone).changeFree((long) after.free() - before.free());
            boolean hasFree = after.free() > 0;
            if (hasFree != before.free() > 0) {
                node.zone(zone).setFree(block.id(), hasFree);
            }
        } else {
            countMixed(block, node, before, -1);
            countMixed(block, node, after, 1);
        }
    }

    /** Counts the free frames of a block of boot memory whose frames are of several zones. */
    private void countMixed(MemoryBlock block, Node node, Frames frames, int sign) {
        for (FrameRun run : frames.runs()) {
            if (run.use() == FrameUse.FREE) {
                forEachZone(
                        node,
                        memory.firstPfn(block) + run.first(),
                        run.pages(),
                        (kind, pages) -> node.zone(kind).changeFree((long) sign * pages));
            }
        }
    }

    /** What is done with the part of a run that lies in one zone of boot memory. */
    interface ZonePart {
        void accept(ZoneKind kind, int pages);
    }

    static void forEachZone(Node node, long firstPfn, int pages, ZonePart part) {
        for (Zone zone : node.zones()) {
            int own = zone.bootFramesIn(firstPfn, pages);
            if (own > 0) {
                part.accept(zone.kind(), own);
            }
        }
    }

    /** Why a block is not empty of movable pages. */
    sealed interface Obstacle {
        /** A page that is held where it is. */
        record Held(long pfn, int owner) implements Obstacle {}

        /** A page that there is no room for elsewhere. */
        record NoRoom(long pfn) implements Obstacle {}

        /** A huge page that is free in its pool, and reserved, so that it cannot become small ones. */
        record Reserved(long pfn) implements Obstacle {}
    }

    /** Moves all that can be moved out of a block that is going offline. */
    synchronized Evacuation.Result evacuate(MemoryBlock block) {
        Evacuation evacuation = new Evacuation(memory, block, FrameSearch.zonesOf(targetsFor(block), ZoneKind.MOVABLE));
        Evacuation.Result result = hugePools.following(block, evacuation::run);
        migrated.addAndGet(result.moved());
        notMigrated.addAndGet(result.notMoved());
        return result;
    }

    /** Other nodes that have memory, the nearest first; the block's own node only if there is no other. */
    private List<Node> targetsFor(MemoryBlock block) {
        Node own = memory.node(block.node());
        List<Node> others = memory.zonelists().fallbackOrder(own).stream()
                .filter(node -> node.id() != own.id())
                .toList();
        return others.isEmpty() ? List.of(own) : others;
    }

    /** The first page frame that no block going offline may have, if there is one. */
    static Optional<FrameRun> firstUnmovable(MemoryBlock block) {
        boolean kernelZone = block.zone() != ZoneKind.MOVABLE;
        return block.frames().firstRun(use -> switch (use.offlining()) {
            case NEVER -> true;
            case NOT_IN_KERNEL_ZONES -> kernelZone;
            case NOTHING_TO_DO, MOVES, WAITS -> false;
        });
    }

    /** {@return the pools of huge pages} */
    public HugePools hugePools() {
        return hugePools;
    }

    PagePoison poison() {
        return new PagePoison(memory);
    }

    private MemoryBlock blockOf(long pfn) {
        BlockId id = new BlockId(pfn / memory.blockSize().pages());
        return memory.block(id).orElseThrow(() -> new IllegalArgumentException("no frame " + Long.toHexString(pfn)));
    }

    private int offsetOf(long pfn) {
        return (int) (pfn % memory.blockSize().pages());
    }
}
