package memplug.machine.mm;

import java.util.List;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A memory block: what {@code memoryN} stands for. Written under the hotplug lock (its frames under the page lock), read
 * under none.
 */
public final class MemoryBlock {
    private final BlockId id;
    private final SortedSet<Integer> nodes;
    private final long serial;
    private final boolean early;
    private final OptionalInt group;
    private final int ownMemmapPages;
    private volatile List<PageSpan> memmap;
    private volatile List<PageSpan> pageCgroup = List.of();
    private volatile BlockState state;
    private volatile @Nullable ZoneKind zone;
    private volatile Frames frames;
    private volatile OnlineType leftRequest = OnlineType.OFFLINE;
    private final AtomicInteger poisonedPages = new AtomicInteger();

    MemoryBlock(
            BlockId id,
            SortedSet<Integer> nodes,
            long serial,
            boolean early,
            OptionalInt group,
            int ownMemmapPages,
            List<PageSpan> memmap,
            Frames frames) {
        this.id = id;
        this.nodes = new TreeSet<>(nodes);
        this.serial = serial;
        this.early = early;
        this.group = group;
        this.ownMemmapPages = ownMemmapPages;
        this.memmap = List.copyOf(memmap);
        this.state = early ? BlockState.ONLINE : BlockState.OFFLINE;
        this.frames = frames;
    }

    MemoryBlock copy() {
        MemoryBlock copy = new MemoryBlock(id, nodes, serial, early, group, ownMemmapPages, memmap, frames);
        copy.pageCgroup = pageCgroup;
        copy.state = state;
        copy.zone = zone;
        copy.leftRequest = leftRequest;
        copy.poisonedPages.set(poisonedPages.get());
        return copy;
    }

    /** {@return its number} */
    public BlockId id() {
        return id;
    }

    /** {@return the nodes its memory belongs to, ascending; more than one only for boot memory} */
    public SortedSet<Integer> nodes() {
        return nodes;
    }

    /** {@return the node it belongs to, the first if there are several} */
    public int node() {
        return nodes.first();
    }

    /** {@return a number that no other block ever had, not even one of the same name} */
    public long serial() {
        return serial;
    }

    /** {@return whether it was there at boot} */
    public boolean isEarly() {
        return early;
    }

    /** {@return the memory group it is a member of} */
    public OptionalInt group() {
        return group;
    }

    /** {@return how many of its own pages hold its memmap} */
    public int ownMemmapPages() {
        return ownMemmapPages;
    }

    /** {@return where in other memory its memmap lies, and of a DIMM of boot memory its page tables as well; nothing for other
     * boot memory, whose memmap is reserved for good} */
    public List<PageSpan> memmap() {
        return memmap;
    }

    /** {@return where in other memory lies what is kept of its pages for memory control groups; nothing while it is offline} */
    public List<PageSpan> pageCgroup() {
        return pageCgroup;
    }

    /** {@return its state} */
    public BlockState state() {
        return state;
    }

    /** {@return the zone it is in; null while it is offline, and if it is in several} */
    public @Nullable ZoneKind zone() {
        return zone;
    }

    /** {@return its page frames, meaningful while it is online} */
    public Frames frames() {
        return frames;
    }

    /**
     * How it was asked to go online last, if that was while it was online, and so came to nothing; else
     * {@link OnlineType#OFFLINE}.
     */
    OnlineType leftRequest() {
        return leftRequest;
    }

    /** {@return how many of its pages are poisoned} */
    public int poisonedPages() {
        return poisonedPages.get();
    }

    void setMemmap(List<PageSpan> spans) {
        memmap = List.copyOf(spans);
    }

    void setPageCgroup(List<PageSpan> spans) {
        pageCgroup = List.copyOf(spans);
    }

    void setState(BlockState newState) {
        state = newState;
    }

    void setZone(@Nullable ZoneKind newZone) {
        zone = newZone;
    }

    void setLeftRequest(OnlineType type) {
        leftRequest = type;
    }

    void setFrames(Frames newFrames) {
        frames = newFrames;
    }

    void addPoisonedPage() {
        poisonedPages.incrementAndGet();
    }

    void clearPoison() {
        poisonedPages.set(0);
    }
}
