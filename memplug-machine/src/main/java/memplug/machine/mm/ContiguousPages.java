package memplug.machine.mm;

import java.util.Optional;
import memplug.machine.kernel.Fault;
import memplug.machine.kernel.Kernel;
import memplug.machine.kernel.Pace;
import memplug.machine.mm.PageAllocator.Contents;
import memplug.machine.mm.Refusal.NoRoom;
import memplug.machine.mm.Refusal.PinnedPage;
import memplug.machine.mm.Refusal.UnmovablePage;
import memplug.machine.phys.PhysicalRange;

/**
 * Takes certain pages of online memory from the allocator, wherever they are and whatever is in them, and gives them back:
 * as mm/page_alloc.c: alloc_contig_range() and free_contig_range() with adjust_managed_page_count(). The pages are
 * {@link FrameUse#HELD_BACK} in between.
 */
public final class ContiguousPages {
    private final Memory memory;
    private final Kernel kernel;

    /**
     * Taking pages of a machine's memory.
     *
     * @param memory the memory
     */
    public ContiguousPages(Memory memory) {
        this.memory = memory;
        this.kernel = memory.kernel();
    }

    /**
     * Takes all pages of a range, moving away what is in them; what was moved stays moved even if the rest is refused.
     *
     * @param range whole pages within one online block that is in one zone
     * @return why not, if it did not
     */
    public Optional<Refusal> take(PhysicalRange range) {
        kernel.lock().requireHeld();
        MemoryBlock block = blockOf(range);
        long movable = movablePages(block, range);
        if (movable > 0) {
            kernel.step(Pace.Kind.MIGRATE, range.start(), movable * Frames.PAGE_BYTES);
        }
        synchronized (memory.pages()) {
            Optional<Refusal> refusal = kernel.happens(Fault.Kind.MIGRATION_FAILURE, range.start())
                    ? Optional.of(new UnmovablePage(block.id(), firstPfn(range), "BUSY"))
                    : unmovable(block, range).or(() -> moveAway(block, range));
            if (refusal.isPresent()) {
                return refusal;
            }
            changeManaged(block, range, -1);
            memory.pages().set(block, run(block, range, FrameUse.HELD_BACK));
            return Optional.empty();
        }
    }

    /**
     * Gives pages to the allocator: those that were taken, or that it never had.
     *
     * @param range whole pages within one online block, all held back
     */
    public void give(PhysicalRange range) {
        kernel.lock().requireHeld();
        MemoryBlock block = blockOf(range);
        synchronized (memory.pages()) {
            memory.pages().set(block, run(block, range, FrameUse.FREE));
            changeManaged(block, range, 1);
        }
    }

    private long movablePages(MemoryBlock block, PhysicalRange range) {
        FrameRun wanted = run(block, range, FrameUse.FREE);
        return block.frames().runs().stream()
                .filter(run -> run.use() == FrameUse.ANONYMOUS || run.use() == FrameUse.PAGE_CACHE)
                .filter(run -> overlaps(run, wanted))
                .mapToLong(run -> part(run, wanted).pages())
                .sum();
    }

    private void changeManaged(MemoryBlock block, PhysicalRange range, int sign) {
        memory.zoneOf(block).changeManaged(sign * range.size() / Frames.PAGE_BYTES);
    }

    private MemoryBlock blockOf(PhysicalRange range) {
        return memory.block(memory.blockSize().blockAt(range.start())).orElseThrow();
    }

    private static long firstPfn(PhysicalRange range) {
        return range.start() / Frames.PAGE_BYTES;
    }

    private FrameRun run(MemoryBlock block, PhysicalRange range, FrameUse use) {
        int first = (int) (firstPfn(range) - memory.firstPfn(block));
        return new FrameRun(first, (int) (range.size() / Frames.PAGE_BYTES), use, 0, 0);
    }

    private Optional<Refusal> unmovable(MemoryBlock block, PhysicalRange range) {
        FrameRun wanted = run(block, range, FrameUse.FREE);
        for (FrameRun run : block.frames().runs()) {
            if (run.end() <= wanted.first() || run.first() >= wanted.end()) {
                continue;
            }
            long pfn = memory.firstPfn(block) + Math.max(run.first(), wanted.first());
            switch (run.use()) {
                case FREE, ANONYMOUS, LOCKED, PAGE_CACHE, HUGE_TRANSPARENT -> {}
                case PINNED -> {
                    return Optional.of(
                            new PinnedPage(block.id(), pfn, memory.owners().nameOf(run.owner())));
                }
                case ABSENT,
                        RESERVED,
                        BOOT_METADATA,
                        OWN_MEMMAP,
                        MEMMAP,
                        MAPPING_TABLE,
                        PAGE_CGROUP,
                        KERNEL,
                        SLAB,
                        PAGE_TABLE,
                        STACK,
                        HUGE_2M,
                        HUGE_1G,
                        RESERVED_POISONED,
                        POISONED,
                        HELD_BACK -> {
                    return Optional.of(
                            new UnmovablePage(block.id(), pfn, run.use().name()));
                }
            }
        }
        return Optional.empty();
    }

    /** Isolates what is free, so that nothing moves there, and then moves the rest, to its own node first. */
    private Optional<Refusal> moveAway(MemoryBlock block, PhysicalRange range) {
        FrameRun wanted = run(block, range, FrameUse.FREE);
        Frames before = block.frames();
        for (FrameRun run : before.runs()) {
            if (run.use() == FrameUse.FREE && overlaps(run, wanted)) {
                memory.pages().set(block, isolated(part(run, wanted)));
            }
        }
        for (FrameRun run : before.runs()) {
            if (run.use() != FrameUse.FREE && overlaps(run, wanted) && !move(block, part(run, wanted))) {
                freeIsolated(block, wanted);
                long pfn = memory.firstPfn(block) + Math.max(run.first(), wanted.first());
                return Optional.of(new NoRoom(block.id(), pfn));
            }
        }
        return Optional.empty();
    }

    private static boolean overlaps(FrameRun run, FrameRun wanted) {
        return run.end() > wanted.first() && run.first() < wanted.end();
    }

    private static FrameRun part(FrameRun run, FrameRun wanted) {
        return run.part(Math.max(run.first(), wanted.first()), Math.min(run.end(), wanted.end()));
    }

    private static FrameRun isolated(FrameRun run) {
        return new FrameRun(run.first(), run.pages(), FrameUse.HELD_BACK, 0, 0);
    }

    private boolean move(MemoryBlock block, FrameRun run) {
        // A transparent huge page comes apart: there may be no other one to move it to.
        FrameUse use = run.use() == FrameUse.HUGE_TRANSPARENT ? FrameUse.ANONYMOUS : run.use();
        Contents contents = new Contents(use, run.owner(), run.page(), run.written());
        if (memory.pages().allocate(block.node(), run.pages(), contents).isEmpty()) {
            return false;
        }
        memory.pages().set(block, isolated(run));
        return true;
    }

    private void freeIsolated(MemoryBlock block, FrameRun wanted) {
        for (FrameRun run : block.frames().runs()) {
            if (run.use() == FrameUse.HELD_BACK && overlaps(run, wanted)) {
                FrameRun part = part(run, wanted);
                memory.pages().set(block, new FrameRun(part.first(), part.pages(), FrameUse.FREE, 0, 0));
            }
        }
    }
}
