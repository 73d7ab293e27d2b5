package memplug.machine.mm;

import java.util.List;

/**
 * Moves pages of an owner out of ZONE_MOVABLE, under the page lock, before they are pinned for long. As mm/gup.c:
 * check_and_migrate_movable_pages().
 */
final class LongTermMove {
    private final Memory memory;
    private final int owner;
    private final long from;
    private final long to;
    private long moved;

    LongTermMove(Memory memory, int owner, long from, long to) {
        this.memory = memory;
        this.owner = owner;
        this.from = from;
        this.to = to;
    }

    /** How many pages have moved. */
    long moved() {
        return moved;
    }

    /** Moves them; returns false if there is no room for all, and those that found room have moved. */
    boolean run() {
        return memory.blocks().values().stream()
                .filter(block ->
                        block.zone() == ZoneKind.MOVABLE && block.frames().holdAnyOf(owner))
                .allMatch(this::leave);
    }

    private boolean leave(MemoryBlock block) {
        List<Zone> zones =
                PageAllocator.zonesOf(memory.zonelists().fallbackOrder(memory.node(block.node())), ZoneKind.NORMAL);
        Placement targets = new Placement(memory, zones, ZoneKind.NORMAL, false, 1);
        Frames before = block.frames();
        FramesBuilder after = new FramesBuilder(before.size() + 2);
        boolean all = true;
        for (FrameRun run : before.runs()) {
            FrameRun part = run.use() == FrameUse.PINNED ? run.part(run.first(), run.first()) : partOf(run);
            int gone = part.pages() == 0 ? 0 : place(part, targets);
            after.addAll(before, run.first(), part.first());
            after.add(gone, PackedRun.FREE, 0);
            after.addAll(before, part.first() + gone, run.end());
            all &= gone == part.pages();
            moved += gone;
        }
        targets.finish();
        memory.pages().replace(block, after.build());
        return all;
    }

    /** The part of a run that holds pages to move; none of it if they are others. */
    private FrameRun partOf(FrameRun run) {
        int start = (int) Math.clamp(from - run.page(), 0, run.pages());
        int end = run.owner() == owner ? (int) Math.clamp(to - run.page(), start, run.pages()) : start;
        return run.part(run.first() + start, run.first() + end);
    }

    /** A transparent huge page comes apart: it would when it is pinned. */
    private static int place(FrameRun part, Placement targets) {
        FrameUse use = part.use() == FrameUse.HUGE_TRANSPARENT ? FrameUse.ANONYMOUS : part.use();
        return targets.place(part.pages(), PackedRun.word(use, part.owner(), part.page()), part.written(), use.unit());
    }
}
