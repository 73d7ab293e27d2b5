package memplug.machine.mm;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Puts pages into free frames, the lowest of a zone first, in one pass over the blocks that it fills: each is written
 * once. Under the page lock, and of no use afterwards.
 */
final class Placement {
    private final Memory memory;
    private final List<Zone> zones;
    private final ZoneKind highest;
    private final List<PageSpan> placed = new ArrayList<>();
    private final boolean remember;
    private final int expectedRuns;

    private Iterator<Zone> zonesLeft;
    private @Nullable Zone zone;
    private Iterator<BlockId> blocksLeft = List.<BlockId>of().iterator();
    private long budget;
    private boolean fromTheBeginning = true;
    private int hopelessUnit = Integer.MAX_VALUE;

    private @Nullable Filling filling;

    /**
     * Begins, with zones in the order in which they are tried; {@code highest} is the highest that would do. How many runs
     * are expected only saves time.
     */
    Placement(Memory memory, Collection<Zone> zones, ZoneKind highest, boolean remember, int expectedRuns) {
        this.memory = memory;
        this.zones = List.copyOf(zones);
        this.highest = highest;
        this.remember = remember;
        this.expectedRuns = expectedRuns;
        this.zonesLeft = this.zones.iterator();
    }

    /** Where pages went, if they are to be remembered. */
    List<PageSpan> placed() {
        return placed;
    }

    /** Places pages and returns how many found room; in huge pages if the unit is more than 1. */
    int place(int pages, long word, int written, int unit) {
        if (unit >= hopelessUnit) {
            return 0;
        }
        int done = pass(pages, word, written, unit);
        if (done < pages && !fromTheBeginning) {
            finish();
            done += pass(pages - done, PackedRun.advance(word, done), written, unit);
        }
        if (done < pages) {
            finish();
            hopelessUnit = unit;
        }
        return done;
    }

    private int pass(int pages, long word, int written, int unit) {
        int left = pages;
        while (left > 0 && moveOn(unit)) {
            Filling into = Objects.requireNonNull(filling);
            int most = (int) Math.min(left, budget);
            int done = into.fill(most & -unit, PackedRun.advance(word, pages - left), written, unit);
            left -= done;
            budget -= done;
            if (done == 0) {
                close();
            }
        }
        fromTheBeginning = false;
        return pages - left;
    }

    /** Makes sure that there is a block to fill; returns whether there is one. */
    private boolean moveOn(int unit) {
        while (filling == null || budget < unit) {
            close();
            if (budget >= unit && blocksLeft.hasNext()) {
                open(blocksLeft.next());
            } else if (zonesLeft.hasNext()) {
                zone = zonesLeft.next();
                budget = zone.available(highest);
                blocksLeft = zone.withFree().iterator();
            } else {
                return false;
            }
        }
        return true;
    }

    private void open(BlockId id) {
        MemoryBlock block = memory.block(id).orElseThrow();
        if (block.state() == BlockState.ONLINE && block.frames().free() > 0) {
            filling = new Filling(block, Objects.requireNonNull(zone));
        }
    }

    private void close() {
        if (filling != null) {
            filling.end();
            filling = null;
        }
    }

    /** Writes what is not yet written; the next page is placed from the beginning. */
    void finish() {
        close();
        zonesLeft = zones.iterator();
        blocksLeft = List.<BlockId>of().iterator();
        budget = 0;
        fromTheBeginning = true;
    }

    /** One block while it is being filled. */
    private final class Filling {
        private final MemoryBlock block;
        private final Frames before;
        private final FramesBuilder after;
        private final int zoneFrom;
        private final int zoneTo;
        private int index;

        Filling(MemoryBlock block, Zone zone) {
            this.block = block;
            this.before = block.frames();
            this.after = new FramesBuilder(before.size() + Math.min(before.free(), expectedRuns) + 2);
            long firstPfn = memory.firstPfn(block);
            boolean mixed = block.zone() == null;
            this.zoneFrom = mixed ? Math.clamp(zone.bootStart() - firstPfn, 0, before.pages()) : 0;
            this.zoneTo = mixed ? Math.clamp(zone.bootEnd() - firstPfn, 0, before.pages()) : before.pages();
        }

        int fill(int wanted, long word, int written, int unit) {
            int left = wanted;
            while (left > 0 && index < before.size()) {
                int end = before.end(index);
                if (before.word(index) != PackedRun.FREE) {
                    passUsed();
                    continue;
                }
                int from = Math.max(after.pages(), zoneFrom) + unit - 1 & -unit;
                int pages = Math.min(left, Math.min(end, zoneTo) - from & -unit);
                if (pages > 0) {
                    after.add(from - after.pages(), PackedRun.FREE, 0);
                    after.add(pages, PackedRun.advance(word, wanted - left), written);
                    note(from, pages);
                    left -= pages;
                }
                if (left > 0) {
                    after.add(end - after.pages(), PackedRun.FREE, 0);
                    index++;
                }
            }
            return wanted - left;
        }

        /** Goes on to the next free run. */
        private void passUsed() {
            int next = index + 1;
            while (next < before.size() && before.word(next) != PackedRun.FREE) {
                next++;
            }
            int to = before.end(next - 1);
            if (next == index + 1) {
                after.add(to - after.pages(), before.word(index), before.written(index));
            } else {
                after.addAll(before, after.pages(), to);
            }
            index = next;
        }

        private void note(int from, int pages) {
            if (remember) {
                placed.add(new PageSpan(memory.firstPfn(block) + from, pages));
            }
        }

        void end() {
            after.addAll(before, after.pages(), before.pages());
            memory.pages().replace(block, after.build());
        }
    }
}
