package memplug.machine.mm;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import memplug.machine.mm.PageAllocator.Obstacle;
import org.jspecify.annotations.Nullable;

/** Moves out of a block what can be moved, under the page lock. As mm/memory_hotplug.c: do_migrate_range(). */
final class Evacuation {
    private final Memory memory;
    private final MemoryBlock block;
    private final Frames before;
    private final FramesBuilder after;
    private final Placement targets;
    private final Deque<FrameRun> stayed = new ArrayDeque<>();
    private @Nullable Obstacle obstacle;
    private long allMoved;
    private long allStayed;

    /**
     * How an attempt to empty a block of movable pages ended.
     *
     * @param obstacle the first page that stayed, if one did
     * @param moved how many pages went
     * @param notMoved how many pages stayed that should have gone
     * @param stayed the last runs of pages that stayed, ascending, at most as many as the log shows pages
     */
    record Result(Optional<Obstacle> obstacle, long moved, long notMoved, List<FrameRun> stayed) {
        /** Nothing was tried. */
        static Result failed(Obstacle obstacle) {
            return new Result(Optional.of(obstacle), 0, 0, List.of());
        }
    }

    Evacuation(Memory memory, MemoryBlock block, List<Zone> targets) {
        this.memory = memory;
        this.block = block;
        this.before = block.frames();
        this.after = new FramesBuilder(1);
        this.targets = new Placement(memory, targets, ZoneKind.MOVABLE, false, before.size());
    }

    Result run() {
        for (int i = 0; i < before.size(); i++) {
            long word = before.word(i);
            int pages = before.end(i) - before.first(i);
            if (word == PackedRun.FREE) {
                after.add(pages, word, 0);
            } else {
                empty(i, pages, word, PackedRun.use(word));
            }
        }
        targets.finish();
        memory.pages().replace(block, after.build());
        return new Result(Optional.ofNullable(obstacle), allMoved, allStayed, List.copyOf(stayed));
    }

    private void empty(int index, int pages, long word, FrameUse use) {
        switch (use.offlining()) {
            case MOVES -> {
                boolean pooled = use.isPooled(PackedRun.owner(word));
                leave(index, pages, pooled ? pages : pages - move(index, pages, word, use));
            }
            case WAITS -> leave(index, pages, pages);
            case NOTHING_TO_DO, NOT_IN_KERNEL_ZONES, NEVER -> after.add(pages, word, before.written(index));
        }
    }

    /** Moves a run as far as there is room; returns how many of its frames are free now. */
    private int move(int index, int pages, long word, FrameUse use) {
        int moved = targets.place(pages, word, before.written(index), use.unit());
        if (moved < pages && use == FrameUse.HUGE_TRANSPARENT) {
            // As mm/migrate.c: a huge page for which there is no huge page is split, and goes in small ones.
            moved += targets.place(pages - moved, PackedRun.advance(small(word), moved), before.written(index), 1);
        }
        allMoved += moved;
        return moved;
    }

    /** Puts down that the last frames of a run are as they were, and those before them free now. */
    private void leave(int index, int pages, int staying) {
        after.add(pages - staying, PackedRun.FREE, 0);
        if (staying > 0) {
            FrameRun run = before.run(index).part(before.end(index) - staying, before.end(index));
            boolean split = run.use() == FrameUse.HUGE_TRANSPARENT
                    && staying % run.use().unit() != 0;
            after.add(split ? run.as(FrameUse.ANONYMOUS) : run);
            if (!run.isPooled()) {
                note(run);
            }
        }
    }

    private void note(FrameRun run) {
        long pfn = memory.firstPfn(block) + run.first();
        if (obstacle == null) {
            obstacle = run.use() == FrameUse.PINNED ? new Obstacle.Held(pfn, run.owner()) : new Obstacle.NoRoom(pfn);
        }
        allStayed += run.pages();
        stayed.addLast(run);
        if (stayed.size() > PageDump.MOST_AT_ONCE) {
            stayed.removeFirst();
        }
    }

    private static long small(long word) {
        return PackedRun.word(FrameUse.ANONYMOUS, PackedRun.owner(word), PackedRun.page(word));
    }
}
