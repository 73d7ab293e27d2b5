package memplug.machine.mm;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import memplug.machine.mm.FrameUse.Offlining;
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
        this.after = new FramesBuilder(before.size());
        this.targets = new Placement(memory, targets, ZoneKind.MOVABLE, false);
    }

    Result run() {
        for (int i = 0; i < before.size(); i++) {
            leave(i, leaves(i) ? move(i) : 0);
        }
        targets.finish();
        memory.pages().replace(block, after.build());
        return new Result(Optional.ofNullable(obstacle), allMoved, allStayed, List.copyOf(stayed));
    }

    private boolean leaves(int index) {
        FrameUse use = before.use(index);
        return use.offlining() == Offlining.MOVES && !use.isPooled(PackedRun.owner(before.word(index)));
    }

    /** Moves a run as far as there is room; returns how many of its frames are free now. */
    private int move(int index) {
        long word = before.word(index);
        FrameUse use = PackedRun.use(word);
        int pages = pages(index);
        int moved = targets.place(pages, word, before.written(index), use.unit());
        if (moved < pages && use == FrameUse.HUGE_TRANSPARENT) {
            // As mm/migrate.c: a huge page for which there is no huge page is split, and goes in small ones.
            moved += targets.place(pages - moved, PackedRun.advance(small(word), moved), before.written(index), 1);
        }
        allMoved += moved;
        return moved;
    }

    private int pages(int index) {
        return before.end(index) - before.first(index);
    }

    /** Puts down that the first frames of a run are free now, and that the others are as they were. */
    private void leave(int index, int gone) {
        long word = before.word(index);
        boolean split =
                PackedRun.use(word) == FrameUse.HUGE_TRANSPARENT && gone % FrameUse.HUGE_TRANSPARENT.unit() != 0;
        after.add(gone, PackedRun.FREE, 0);
        after.add(pages(index) - gone, PackedRun.advance(split ? small(word) : word, gone), before.written(index));
        if (gone < pages(index) && shouldGo(index)) {
            note(before.run(index).part(before.first(index) + gone, before.end(index)));
        }
    }

    private boolean shouldGo(int index) {
        FrameUse use = before.use(index);
        return leaves(index)
                || (use.offlining() == Offlining.WAITS && !use.isPooled(PackedRun.owner(before.word(index))));
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
