package memplug.machine.mm;

import java.util.ArrayList;
import java.util.List;

/** Finds room for huge pages of 1 GiB, which may take several blocks each. As mm/page_alloc.c: alloc_contig_pages(). */
final class Gigantic {
    private static final long PAGES = FrameUse.HUGE_1G.unit();

    private final Memory memory;

    Gigantic(Memory memory) {
        this.memory = memory;
    }

    /** The first frames of as many as are wanted, or of as many as there is room for, lowest first. */
    List<Long> room(List<Zone> zones, int wanted) {
        List<Long> found = new ArrayList<>();
        for (Zone zone : zones) {
            long most = Math.min(wanted, found.size() + zone.available(ZoneKind.NORMAL) / PAGES);
            long pfn = (zone.spanStart() + PAGES - 1) / PAGES * PAGES;
            for (; found.size() < most && pfn + PAGES <= zone.spanEnd(); pfn += PAGES) {
                if (isFree(zone, pfn)) {
                    found.add(pfn);
                }
            }
        }
        return found;
    }

    /** Marks one as taken, or as something else, block by block. */
    List<PageSpan> set(long pfn, FrameRun all) {
        List<PageSpan> spans = new ArrayList<>();
        for (PageSpan part : parts(pfn)) {
            MemoryBlock block = blockOf(part.pfn());
            int skipped = (int) (part.pfn() - pfn);
            FrameRun run = all.part(all.first() + skipped, all.first() + skipped + part.pages());
            int first = (int) (part.pfn() - memory.firstPfn(block));
            memory.pages()
                    .set(block, new FrameRun(first, run.pages(), run.use(), run.owner(), run.page(), run.written()));
            spans.add(part);
        }
        return spans;
    }

    private boolean isFree(Zone zone, long pfn) {
        return parts(pfn).stream().allMatch(part -> {
            MemoryBlock block = memory.block(
                            new BlockId(part.pfn() / memory.blockSize().pages()))
                    .orElse(null);
            if (block == null || block.state() != BlockState.ONLINE || block.zone() != zone.kind()) {
                return false;
            }
            FrameRun run = block.frames().runAt((int) (part.pfn() - memory.firstPfn(block)));
            return run.use() == FrameUse.FREE && run.end() >= part.pfn() - memory.firstPfn(block) + part.pages();
        });
    }

    private List<PageSpan> parts(long pfn) {
        long step = Math.min(PAGES, memory.blockSize().pages());
        List<PageSpan> parts = new ArrayList<>();
        for (long at = pfn; at < pfn + PAGES; at += step) {
            parts.add(new PageSpan(at, (int) step));
        }
        return parts;
    }

    private MemoryBlock blockOf(long pfn) {
        return memory.block(new BlockId(pfn / memory.blockSize().pages())).orElseThrow();
    }
}
