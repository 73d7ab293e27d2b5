package memplug.machine.mm;

import java.util.List;
import memplug.machine.kernel.Kernel;

/** What the kernel logs of a page that stands in the way. As mm/debug.c: dump_page(), without what only addresses tell. */
final class PageDump {
    /** As the kernel's rate limit: no more of these at one time. */
    static final int MOST_AT_ONCE = 10;

    private static final int REFERENCED = 1 << 2;
    private static final int UPTODATE = 1 << 3;
    private static final int DIRTY = 1 << 4;
    private static final int OWNER_2 = 1 << 11;
    private static final int SWAP_BACKED = 1 << 17;

    private final Kernel kernel;
    private final int node;
    private final ZoneKind zone;

    PageDump(Kernel kernel, int node, ZoneKind zone) {
        this.kernel = kernel;
        this.node = node;
        this.zone = zone;
    }

    void unmovable(long pfn, FrameUse use) {
        kernel.warn("page: refcount:1 mapcount:0 mapping:0000000000000000 index:0x0 pfn:0x%x", pfn);
        kernel.warn("flags: 0x%x(node=%d|zone=%d)", place(), node, zone.number());
        if (use == FrameUse.SLAB) {
            kernel.warn("page_type: f5(slab)");
        }
        kernel.warn("page dumped because: unmovable page");
    }

    /** Pages that did not migrate, the last first, as the kernel puts them back. */
    void notMigrated(long blockPfn, List<FrameRun> stayed) {
        int left = MOST_AT_ONCE;
        for (FrameRun run : stayed.reversed()) {
            boolean pinned = run.use() == FrameUse.PINNED;
            // As migrate_pages(): how many pages it could not move, or that there was no memory to move them to.
            int result = pinned ? stayed.stream().mapToInt(FrameRun::pages).sum() : -12;
            for (int i = run.pages() - 1; i >= 0 && left > 0; i--, left--) {
                notMigrated(blockPfn + run.first() + i, run.page() + i, pinned, result);
            }
        }
    }

    private void notMigrated(long pfn, long index, boolean pinned, int result) {
        kernel.warn("migrating pfn %x failed ret:%d", pfn, result);
        kernel.warn(
                "page: refcount:%d mapcount:1 mapping:0000000000000000 index:0x%x pfn:0x%x",
                pinned ? 3 : 2, index, pfn);
        kernel.warn(
                "anon flags: 0x%x(%suptodate|%sowner_2|swapbacked|node=%d|zone=%d)",
                place() | UPTODATE | OWNER_2 | SWAP_BACKED | (pinned ? REFERENCED | DIRTY : 0),
                pinned ? "referenced|" : "",
                pinned ? "dirty|" : "",
                node,
                zone.number());
        kernel.warn("page dumped because: migration failure");
    }

    /** As include/linux/page-flags-layout.h lays them out on x86-64: node and zone in the topmost bits. */
    private long place() {
        return (long) zone.number() << 57 | (long) node << 47;
    }
}
