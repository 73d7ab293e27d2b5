package memplug.machine.mm;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import memplug.machine.mm.PageAllocator.Contents;

/** Finds free frames of some nodes, in the order in which they are tried, and fills them. Under the page lock. */
final class FrameSearch {
    private static final List<ZoneKind> HIGHEST_FIRST =
            List.of(ZoneKind.MOVABLE, ZoneKind.NORMAL, ZoneKind.DMA32, ZoneKind.DMA);

    private final Memory memory;
    private final Collection<Node> nodes;
    private final Contents contents;
    private final List<PageSpan> taken = new ArrayList<>();
    private int left;

    FrameSearch(Memory memory, Collection<Node> nodes, int pages, Contents contents) {
        this.memory = memory;
        this.nodes = nodes;
        this.contents = contents;
        this.left = pages;
    }

    /** The zones of some nodes up to a kind, the highest of each node first. */
    static List<Zone> zonesOf(Collection<Node> nodes, ZoneKind highest) {
        return nodes.stream()
                .flatMap(node -> HIGHEST_FIRST.stream()
                        .filter(kind -> kind.compareTo(highest) <= 0)
                        .map(node::zone))
                .toList();
    }

    /** Where the pages are now: less than what was wanted if there is no more. */
    List<PageSpan> take() {
        if (contents.use() == FrameUse.HUGE_1G) {
            takeGigantic();
        } else if (contents.use().isMovable()) {
            takeMovable();
        } else {
            takeUnmovable();
        }
        return taken;
    }

    private void takeMovable() {
        Placement placement = new Placement(memory, zonesOf(nodes, ZoneKind.MOVABLE), ZoneKind.MOVABLE, true, 1);
        FrameRun all = contents.in(0, left, 0);
        long word = PackedRun.word(all.use(), all.owner(), all.page());
        placement.place(left, word, all.written(), all.use().unit());
        placement.finish();
        taken.addAll(placement.placed());
    }

    private void takeGigantic() {
        Gigantic gigantic = new Gigantic(memory);
        int unit = contents.use().unit();
        int done = 0;
        for (long pfn : gigantic.room(zonesOf(nodes, ZoneKind.NORMAL), left / unit)) {
            taken.addAll(gigantic.set(pfn, contents.in(0, unit, done)));
            done += unit;
        }
    }

    /**
     * What cannot be moved gathers at one end of a zone, so that whole blocks stay free of it: at the top of boot memory,
     * and at the bottom of memory that was added, as mm/page_alloc.c finds it.
     */
    private void takeUnmovable() {
        int wanted = left;
        for (Zone zone : zonesOf(nodes, ZoneKind.NORMAL)) {
            long most = zone.available(ZoneKind.NORMAL);
            boolean fromTop = zone.presentEarly() > 0;
            for (BlockId id : fromTop ? zone.withFree().descendingSet() : zone.withFree()) {
                if (left == 0 || most <= 0) {
                    break;
                }
                MemoryBlock block = memory.block(id).orElseThrow();
                int pages = (int) Math.min(Math.min(left, most), freeIn(zone, block));
                if (pages > 0) {
                    fill(zone, block, pages, fromTop, wanted - left);
                    left -= pages;
                    most -= pages;
                }
            }
        }
    }

    /** Fills the lowest or the highest free frames of a block, in one pass. */
    private void fill(Zone zone, MemoryBlock block, int pages, boolean fromTop, int before) {
        Frames frames = block.frames();
        FramesBuilder filled = new FramesBuilder(frames.size() + 2);
        int passed = fromTop ? freeIn(zone, block) - pages : 0;
        int done = 0;
        for (int i = 0; i < frames.size(); i++) {
            int from = start(zone, block, i);
            int to = end(zone, block, i);
            if (frames.word(i) != PackedRun.FREE || from >= to) {
                filled.add(frames.end(i) - frames.first(i), frames.word(i), frames.written(i));
                continue;
            }
            int start = Math.min(to, from + passed);
            int end = Math.min(to, start + pages - done);
            passed -= start - from;
            filled.add(start - frames.first(i), PackedRun.FREE, 0);
            if (start < end) {
                filled.add(contents.in(start, end - start, before + done));
                taken.add(new PageSpan(memory.firstPfn(block) + start, end - start));
                done += end - start;
            }
            filled.add(frames.end(i) - end, PackedRun.FREE, 0);
        }
        memory.pages().replace(block, filled.build());
    }

    /** How many free frames of a block lie in a zone; none if the block is not online. */
    private int freeIn(Zone zone, MemoryBlock block) {
        Frames frames = block.frames();
        if (block.state() != BlockState.ONLINE || block.zone() != null) {
            return block.state() == BlockState.ONLINE ? frames.free() : 0;
        }
        int free = 0;
        for (int i = 0; i < frames.size(); i++) {
            boolean isFree = frames.word(i) == PackedRun.FREE;
            free += isFree ? Math.max(0, end(zone, block, i) - start(zone, block, i)) : 0;
        }
        return free;
    }

    /** The first frame of a run that lies in a zone: boot memory may have blocks that are in several. */
    private int start(Zone zone, MemoryBlock block, int index) {
        int first = block.frames().first(index);
        return block.zone() != null ? first : (int) Math.max(first, zone.bootStart() - memory.firstPfn(block));
    }

    private int end(Zone zone, MemoryBlock block, int index) {
        int end = block.frames().end(index);
        return block.zone() != null ? end : (int) Math.min(end, zone.bootEnd() - memory.firstPfn(block));
    }
}
