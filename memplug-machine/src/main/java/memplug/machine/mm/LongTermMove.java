package memplug.machine.mm;

/**
 * Moves pages of an owner out of ZONE_MOVABLE, under the page lock, before they are pinned for long. As mm/gup.c:
 * check_and_migrate_movable_pages().
 */
final class LongTermMove {
    private final Memory memory;
    private final int owner;
    private final long from;
    private final long to;

    LongTermMove(Memory memory, int owner, long from, long to) {
        this.memory = memory;
        this.owner = owner;
        this.from = from;
        this.to = to;
    }

    /** Moves them; returns false if some have to stay, for lack of room or because they are pinned. */
    boolean run() {
        return memory.blocks().values().stream()
                .filter(block -> block.frames().holdAnyOf(owner))
                .allMatch(block -> memory.pages().hugePools().following(block, () -> leave(block)));
    }

    private boolean leave(MemoryBlock block) {
        Zone movable = memory.node(block.node()).zone(ZoneKind.MOVABLE);
        for (FrameRun run : block.frames().runs()) {
            FrameRun part = run.owner() == owner ? wanted(inMovable(run, block, movable)) : nothing(run);
            if (part.pages() > 0 && !leave(block, part)) {
                return false;
            }
        }
        return true;
    }

    private boolean leave(MemoryBlock block, FrameRun part) {
        return part.use() != FrameUse.PINNED && memory.pages().move(block, part, ZoneKind.NORMAL, FrameUse.FREE);
    }

    /** A block of boot memory may be in two zones. */
    private FrameRun inMovable(FrameRun run, MemoryBlock block, Zone movable) {
        if (block.zone() != null) {
            return block.zone() == ZoneKind.MOVABLE ? run : nothing(run);
        }
        long firstPfn = memory.firstPfn(block);
        int start = Math.clamp(movable.bootStart() - firstPfn, run.first(), run.end());
        int end = Math.clamp(movable.bootEnd() - firstPfn, start, run.end());
        return run.part(start, end);
    }

    private FrameRun wanted(FrameRun run) {
        int start = Math.clamp(from - run.page(), 0, run.pages());
        int end = Math.clamp(to - run.page(), start, run.pages());
        return run.part(run.first() + start, run.first() + end);
    }

    private static FrameRun nothing(FrameRun run) {
        return run.part(run.first(), run.first());
    }
}
