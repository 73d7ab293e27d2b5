package memplug.machine.mm;

import java.util.NavigableSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A zone of a node. Counters are in pages. Written under the hotplug lock or the page lock, read under none: a reader
 * sees each counter as it was at some moment, not all of the same moment.
 */
public final class Zone {
    private final int node;
    private final ZoneKind kind;
    private final NavigableSet<BlockId> blocks = new ConcurrentSkipListSet<>();
    private final NavigableSet<BlockId> withFree = new ConcurrentSkipListSet<>();
    private long bootStart;
    private long bootEnd;
    private volatile long spanStart;
    private volatile long spanned;
    private final AtomicLong present = new AtomicLong();
    private final AtomicLong presentEarly = new AtomicLong();
    private final AtomicLong managed = new AtomicLong();
    private final AtomicLong free = new AtomicLong();
    private volatile Watermarks watermarks = Watermarks.NONE;
    private volatile long[] reserve = new long[ZoneKind.values().length];

    Zone(int node, ZoneKind kind) {
        this.node = node;
        this.kind = kind;
        this.bootStart = kind.startPfn();
        this.bootEnd = kind.isKernelZone() ? kind.endPfn() : kind.startPfn();
    }

    Zone copy() {
        Zone copy = new Zone(node, kind);
        copy.blocks.addAll(blocks);
        copy.withFree.addAll(withFree);
        copy.bootStart = bootStart;
        copy.bootEnd = bootEnd;
        copy.spanStart = spanStart;
        copy.spanned = spanned;
        copy.present.set(present.get());
        copy.presentEarly.set(presentEarly.get());
        copy.managed.set(managed.get());
        copy.free.set(free.get());
        copy.watermarks = watermarks;
        copy.reserve = reserve;
        return copy;
    }

    /** {@return the number of its node} */
    public int node() {
        return node;
    }

    /** {@return what kind it is} */
    public ZoneKind kind() {
        return kind;
    }

    /** {@return the first frame that boot memory of this zone can have} */
    public long bootStart() {
        return bootStart;
    }

    /** {@return the frame after the last that boot memory of this zone can have} */
    long bootEnd() {
        return bootEnd;
    }

    /**
     * {@return how many frames of a range belong to this zone if they are boot memory of its node}
     *
     * @param pfn the first frame
     * @param pages how many
     */
    public int bootFramesIn(long pfn, int pages) {
        return (int) Math.max(0, Math.min(pfn + pages, bootEnd) - Math.max(pfn, bootStart));
    }

    /** Says where ZONE_MOVABLE begins in boot memory of its node. Only while booting. */
    void setMovableFrom(long pfn) {
        bootStart = kind == ZoneKind.MOVABLE ? pfn : Math.min(bootStart, pfn);
        bootEnd = kind == ZoneKind.MOVABLE ? Long.MAX_VALUE : Math.min(bootEnd, pfn);
    }

    /** {@return its first frame, meaningful only if it spans any} */
    public long spanStart() {
        return spanStart;
    }

    /** {@return how many frames lie between its first and its last, holes included} */
    public long spanned() {
        return spanned;
    }

    /** {@return the frame after its last} */
    public long spanEnd() {
        return spanStart + spanned;
    }

    /** {@return how many frames of online memory it has} */
    public long present() {
        return present.get();
    }

    /** {@return how many of them were there at boot} */
    public long presentEarly() {
        return presentEarly.get();
    }

    /** {@return how many frames its allocator was given} */
    public long managed() {
        return managed.get();
    }

    /** {@return how many frames are free} */
    public long free() {
        return free.get();
    }

    /** {@return its watermarks} */
    public Watermarks watermarks() {
        return watermarks;
    }

    /** {@return whether it has any memory} */
    public boolean isPopulated() {
        return present.get() > 0;
    }

    /** {@return the online blocks that have memory in it, ascending} */
    public NavigableSet<BlockId> blocks() {
        return blocks;
    }

    /** Those of its blocks that have free frames, so that whoever needs some does not look at full ones. */
    NavigableSet<BlockId> withFree() {
        return withFree;
    }

    void setFree(BlockId block, boolean hasFree) {
        if (hasFree) {
            withFree.add(block);
        } else {
            withFree.remove(block);
        }
    }

    /** Whether a range of frames touches what the zone spans; an empty zone is touched by nothing. */
    boolean intersects(long startPfn, long pages) {
        return spanned > 0 && startPfn < spanEnd() && spanStart < startPfn + pages;
    }

    void growSpan(long startPfn, long pages) {
        if (spanned == 0) {
            setSpan(startPfn, pages);
        } else {
            long start = Math.min(spanStart, startPfn);
            setSpan(start, Math.max(spanEnd(), startPfn + pages) - start);
        }
    }

    void setSpan(long startPfn, long pages) {
        spanStart = pages == 0 ? 0 : startPfn;
        spanned = pages;
    }

    void changePresent(long pages, boolean early) {
        present.addAndGet(pages);
        presentEarly.addAndGet(early ? pages : 0);
    }

    void changeManaged(long pages) {
        managed.addAndGet(pages);
    }

    void changeFree(long pages) {
        free.addAndGet(pages);
    }

    void setWatermarks(Watermarks marks, long[] lowmemReserve) {
        watermarks = marks;
        reserve = lowmemReserve;
    }

    /** How many frames it can still give to whoever would also take some of a higher zone. As __zone_watermark_ok(). */
    long available(ZoneKind highest) {
        return Math.max(0, free.get() - watermarks.min() - reserve[highest.number()]);
    }
}
