package memplug.machine.mm;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Gives out page frames and takes them back, and moves what is in them. Its monitor is the page lock, innermost of all:
 * whoever changes the frames of an online block holds it.
 */
public final class PageAllocator {
    private static final List<ZoneKind> HIGHEST_FIRST =
            List.of(ZoneKind.MOVABLE, ZoneKind.NORMAL, ZoneKind.DMA32, ZoneKind.DMA);

    private final Memory memory;

    PageAllocator(Memory memory) {
        this.memory = memory;
    }

    /**
     * Whose pages, and which of them.
     *
     * @param use what the frames are used for
     * @param owner whose they are, 0 for nobody in particular
     * @param page the first of the owner's pages
     */
    public record Contents(FrameUse use, int owner, long page) {
        private Contents after(int pages) {
            return new Contents(use, owner, page + pages);
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
        List<PageSpan> taken = new ArrayList<>();
        int left = pages;
        for (Node node : nodes) {
            for (ZoneKind kind : HIGHEST_FIRST) {
                if (left > 0 && (contents.use().isMovable() || kind != ZoneKind.MOVABLE)) {
                    left -= takeFrom(node.zone(kind), left, contents.after(pages - left), taken);
                }
            }
        }
        if (left > 0) {
            taken.forEach(this::free);
            return Optional.empty();
        }
        return Optional.of(taken);
    }

    private int takeFrom(Zone zone, int wanted, Contents contents, List<PageSpan> taken) {
        int left = wanted;
        // What cannot be moved gathers at the top of a zone, so that whole blocks stay free of it.
        NavigableSet<BlockId> blocks =
                contents.use().isMovable() ? zone.withFree() : zone.withFree().descendingSet();
        for (BlockId id : blocks) {
            MemoryBlock block = memory.block(id).orElseThrow();
            while (left > 0
                    && zone.free() > 0
                    && block.state() == BlockState.ONLINE
                    && block.frames().free() > 0) {
                FrameRun run = firstFree(zone, block);
                if (run == null) {
                    break;
                }
                int pages = Math.min(left, run.pages());
                int first = contents.use().isMovable() ? run.first() : run.end() - pages;
                Contents next = contents.after(wanted - left);
                set(block, new FrameRun(first, pages, next.use(), next.owner(), pageOf(next)));
                taken.add(new PageSpan(memory.firstPfn(block) + first, pages));
                left -= pages;
            }
            if (left == 0) {
                break;
            }
        }
        return wanted - left;
    }

    private static long pageOf(Contents contents) {
        return contents.owner() != 0 || contents.use() == FrameUse.MEMMAP ? contents.page() : 0;
    }

    /** A free run of a block, as far as it lies in a zone; null if there is none. */
    private @Nullable FrameRun firstFree(Zone zone, MemoryBlock block) {
        long firstPfn = memory.firstPfn(block);
        boolean mixed = block.zone() == null;
        for (FrameRun run : block.frames().runs()) {
            int from = mixed ? (int) Math.max(run.first(), zone.kind().startPfn() - firstPfn) : run.first();
            int to = mixed ? (int) Math.min(run.end(), zone.kind().endPfn() - firstPfn) : run.end();
            if (run.use() == FrameUse.FREE && from < to) {
                return run.part(from, to);
            }
        }
        return null;
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
                    span.pfn(), span.pages(), (kind, pages) -> node.zone(kind).changeManaged(pages));
        }
        free(span);
    }

    /**
     * Gives back all frames of an owner.
     *
     * @param owner whose
     */
    public synchronized void freeAllOf(int owner) {
        for (MemoryBlock block : memory.blocks().values()) {
            for (FrameRun run : block.frames().runs()) {
                if (run.owner() == owner) {
                    set(block, new FrameRun(run.first(), run.pages(), FrameUse.FREE, 0, 0));
                }
            }
        }
    }

    /**
     * Changes what an owner's pages are used for, in place.
     *
     * @param owner whose
     * @param use what they are from now on
     */
    public synchronized void changeUse(int owner, FrameUse use) {
        for (MemoryBlock block : memory.blocks().values()) {
            for (FrameRun run : block.frames().runs()) {
                if (run.owner() == owner) {
                    set(block, new FrameRun(run.first(), run.pages(), use, owner, run.page()));
                }
            }
        }
    }

    /** Changes some frames of an online block, and the zones' counters with them. */
    synchronized void set(MemoryBlock block, FrameRun changed) {
        Frames before = block.frames();
        Frames after = before.with(changed);
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

    static void forEachZone(long firstPfn, int pages, ZonePart part) {
        long pfn = firstPfn;
        while (pfn < firstPfn + pages) {
            ZoneKind kind = ZoneKind.ofBootFrame(pfn);
            long end = Math.min(firstPfn + pages, kind.endPfn());
            part.accept(kind, (int) (end - pfn));
            pfn = end;
        }
    }

    /** Why a block is not empty of movable pages. */
    sealed interface Obstacle {
        /** A page that is pinned. */
        record Pinned(long pfn, int owner) implements Obstacle {}

        /** A page that there is no room for elsewhere. */
        record NoRoom(long pfn) implements Obstacle {}
    }

    /** Moves all that can be moved out of a block that is going offline; returns the first thing that cannot. */
    synchronized Optional<Obstacle> evacuate(MemoryBlock block) {
        for (FrameRun run : block.frames().runs()) {
            switch (run.use()) {
                case PINNED -> {
                    return Optional.of(new Obstacle.Pinned(memory.firstPfn(block) + run.first(), run.owner()));
                }
                case ANONYMOUS, PAGE_CACHE -> {
                    Contents contents = new Contents(run.use(), run.owner(), run.page());
                    if (take(targetsFor(block), run.pages(), contents).isEmpty()) {
                        return Optional.of(new Obstacle.NoRoom(memory.firstPfn(block) + run.first()));
                    }
                    set(block, new FrameRun(run.first(), run.pages(), FrameUse.FREE, 0, 0));
                }
                case ABSENT, FREE, RESERVED, BOOT_METADATA, OWN_MEMMAP, MEMMAP, KERNEL, POISONED, HELD_BACK -> {}
            }
        }
        return Optional.empty();
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
    Optional<FrameRun> firstUnmovable(MemoryBlock block) {
        boolean kernelZone = block.zone() != ZoneKind.MOVABLE;
        return block.frames().runs().stream()
                .filter(run -> switch (run.use()) {
                    case RESERVED, BOOT_METADATA, ABSENT -> true;
                    case KERNEL, MEMMAP -> kernelZone;
                    case FREE, OWN_MEMMAP, ANONYMOUS, PAGE_CACHE, PINNED, POISONED, HELD_BACK -> false;
                })
                .findFirst();
    }

    /**
     * Takes a page of online memory out of use for ever, moving away what is in it.
     *
     * @param block the block it is in
     * @param pfn the page frame
     * @return why that could not be done, if it could not
     */
    synchronized Optional<Refusal> poison(MemoryBlock block, long pfn) {
        int offset = offsetOf(pfn);
        FrameRun run = block.frames().runs().stream()
                .filter(each -> each.first() <= offset && offset < each.end())
                .findFirst()
                .orElseThrow()
                .part(offset, offset + 1);
        return switch (run.use()) {
            case POISONED -> Optional.of(new Refusal.Poisoned(block.id(), block.poisonedPages()));
            case ABSENT -> Optional.of(new Refusal.NoSuchPage(pfn));
            case RESERVED, BOOT_METADATA, OWN_MEMMAP, MEMMAP, KERNEL, PINNED, HELD_BACK ->
                Optional.of(new Refusal.UnmovablePage(block.id(), pfn, run.use().name()));
            case FREE, ANONYMOUS, PAGE_CACHE -> moveAndPoison(block, run);
        };
    }

    private Optional<Refusal> moveAndPoison(MemoryBlock block, FrameRun run) {
        if (run.use() != FrameUse.FREE) {
            Contents contents = new Contents(run.use(), run.owner(), run.page());
            if (allocate(block.node(), 1, contents).isEmpty()) {
                return Optional.of(new Refusal.OutOfMemory("a page to move to"));
            }
        }
        set(block, new FrameRun(run.first(), 1, FrameUse.POISONED, 0, 0));
        block.addPoisonedPage();
        return Optional.empty();
    }

    private MemoryBlock blockOf(long pfn) {
        BlockId id = new BlockId(pfn / memory.blockSize().pages());
        return memory.block(id).orElseThrow(() -> new IllegalArgumentException("no frame " + Long.toHexString(pfn)));
    }

    private int offsetOf(long pfn) {
        return (int) (pfn % memory.blockSize().pages());
    }
}
