package memplug.machine.mm;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import memplug.machine.mm.KernelCore.PageRange;
import memplug.machine.mm.PageAllocator.Contents;
import memplug.machine.phys.ByteSize;
import memplug.machine.phys.PhysicalRange;

/**
 * Builds the memory that is there at boot. Call {@link #addNode}, then {@link #addRam}, then {@link #layOut}, then what
 * takes frames.
 */
public final class BootMemory {
    private final Memory memory;
    private final List<Ram> ram = new ArrayList<>();
    private final NavigableMap<Integer, Long> movableFrom = new TreeMap<>();

    private record Ram(int node, long startPfn, long endPfn) {}

    /**
     * A builder.
     *
     * @param memory memory of which nothing is there yet
     */
    public BootMemory(Memory memory) {
        this.memory = memory;
    }

    /**
     * Adds a possible node.
     *
     * @param id its number
     * @param cpus the numbers of its CPUs
     */
    public void addNode(int id, List<Integer> cpus) {
        memory.addNode(new Node(id, cpus));
    }

    /**
     * Adds RAM; what does not fill a page is left out.
     *
     * @param node the number of its node
     * @param range its addresses
     */
    public void addRam(int node, PhysicalRange range) {
        long start = (range.start() + Frames.PAGE_BYTES - 1) / Frames.PAGE_BYTES;
        long end = range.end() / Frames.PAGE_BYTES;
        if (start < end) {
            ram.add(new Ram(node, start, end));
        }
    }

    /**
     * Says that RAM can be unplugged, which is heeded when booted with {@code movable_node}: it and all RAM of its node
     * above it is then in ZONE_MOVABLE, and nothing is reserved there that has no place of its own. As mm/mm_init.c:
     * find_zone_movable_pfns_for_nodes().
     *
     * @param node the number of its node
     * @param range its addresses, whole blocks
     */
    public void markHotPluggable(int node, PhysicalRange range) {
        if (memory.parameters().movableNode()) {
            movableFrom.merge(node, range.start() / Frames.PAGE_BYTES, Math::min);
        }
    }

    /**
     * Says how much RAM kernel zones are to have; the rest is in ZONE_MOVABLE. Not heeded when booted with
     * {@code movable_node}.
     *
     * @param core how much
     */
    public void limitKernelZones(KernelCore core) {
        if (!memory.parameters().movableNode()) {
            NavigableMap<Integer, List<PageRange>> ranges = new TreeMap<>();
            ram.stream()
                    .sorted(Comparator.comparingLong(Ram::startPfn))
                    .forEach(each -> ranges.computeIfAbsent(each.node(), _ -> new ArrayList<>())
                            .add(new PageRange(each.startPfn(), each.endPfn())));
            movableFrom.putAll(core.movableFrom(ranges));
        }
    }

    private boolean isHotPluggable(int node, long pfn) {
        return memory.parameters().movableNode() && pfn >= movableFrom.getOrDefault(node, Long.MAX_VALUE);
    }

    /** Makes blocks and zones of the RAM; all of it is free then. */
    public void layOut() {
        movableFrom.forEach((node, pfn) -> memory.node(node).setMovableFrom(pfn));
        logMovable();
        blockIds().forEach(this::createBlock);
        memory.mapping().mapAtBoot(joinedRam());
        for (Node node : memory.nodes().values()) {
            List<Ram> own =
                    ram.stream().filter(each -> each.node() == node.id()).toList();
            if (!own.isEmpty() || !node.cpus().isEmpty()) {
                node.bringUp(memory.kernel().nextSerial());
            }
            if (!own.isEmpty()) {
                spanZones(node, own);
            }
        }
        memory.blocks().values().forEach(this::findZone);
    }

    private void logMovable() {
        if (!movableFrom.isEmpty()) {
            memory.kernel().info("Movable zone start for each node");
            movableFrom.forEach(
                    (node, pfn) -> memory.kernel().info("  Node %d: 0x%016x", node, pfn * Frames.PAGE_BYTES));
        }
    }

    /** The addresses of all RAM, ascending; neighbours as one, whatever node they are of. */
    private List<PhysicalRange> joinedRam() {
        NavigableMap<Long, Long> ends = new TreeMap<>();
        ram.forEach(each -> ends.put(each.startPfn() * Frames.PAGE_BYTES, each.endPfn() * Frames.PAGE_BYTES));
        List<PhysicalRange> ranges = new ArrayList<>();
        ends.forEach((start, end) -> {
            boolean touches = !ranges.isEmpty() && ranges.getLast().end() == start;
            ranges.add(new PhysicalRange(touches ? ranges.removeLast().start() : start, end));
        });
        return ranges;
    }

    private NavigableSet<BlockId> blockIds() {
        NavigableSet<BlockId> ids = new TreeSet<>();
        int pages = memory.blockSize().pages();
        for (Ram each : ram) {
            for (long number = each.startPfn() / pages; number * pages < each.endPfn(); number++) {
                ids.add(new BlockId(number));
            }
        }
        return ids;
    }

    private void createBlock(BlockId id) {
        int pages = memory.blockSize().pages();
        long first = id.number() * pages;
        Frames frames = memory.allAbsent();
        SortedSet<Integer> nodes = new TreeSet<>();
        for (Ram each : ram) {
            long from = Math.max(each.startPfn(), first);
            long to = Math.min(each.endPfn(), first + pages);
            if (from < to) {
                nodes.add(each.node());
                frames = frames.with(new FrameRun((int) (from - first), (int) (to - from), FrameUse.FREE, 0, 0));
            }
        }
        MemoryBlock block = new MemoryBlock(
                id, nodes, memory.kernel().nextSerial(), true, OptionalInt.empty(), 0, List.of(), frames);
        memory.blocks().put(id, block);
        nodes.forEach(node -> memory.node(node).blocks().add(id));
        count(block);
    }

    private void count(MemoryBlock block) {
        Node node = memory.node(block.node());
        for (FrameRun run : block.frames().runs()) {
            if (run.use() == FrameUse.FREE) {
                forEachZone(block, run, (kind, pages) -> {
                    Zone zone = node.zone(kind);
                    zone.blocks().add(block.id());
                    zone.setFree(block.id(), true);
                    zone.changePresent(pages, true);
                    zone.changeManaged(pages);
                    zone.changeFree(pages);
                });
            }
        }
    }

    /** As drivers/base/memory.c: early_node_zone_for_memory_block(). */
    private void findZone(MemoryBlock block) {
        List<Zone> zones = memory.node(block.node()).zones().stream()
                .filter(Zone::isPopulated)
                .filter(zone -> zone.intersects(
                        memory.firstPfn(block), memory.blockSize().pages()))
                .toList();
        if (zones.size() == 1 && block.nodes().size() == 1) {
            block.setZone(zones.getFirst().kind());
        }
    }

    /** A block that is in one zone is in it wholly; the frames of any other are in the zones of their addresses. */
    private void forEachZone(MemoryBlock block, FrameRun run, PageAllocator.ZonePart part) {
        ZoneKind only = block.zone();
        if (only != null) {
            part.accept(only, run.pages());
        } else {
            PageAllocator.forEachZone(
                    memory.node(block.node()), memory.firstPfn(block) + run.first(), run.pages(), part);
        }
    }

    /** As mm/mm_init.c: a zone spans all addresses of its kind between the node's first and last, holes included. */
    private void spanZones(Node node, List<Ram> own) {
        long start = own.stream().mapToLong(Ram::startPfn).min().orElseThrow();
        long end = own.stream().mapToLong(Ram::endPfn).max().orElseThrow();
        for (Zone zone : node.zones()) {
            long from = Math.max(start, zone.bootStart());
            long to = Math.min(end, zone.bootEnd());
            if (from < to && zone.isPopulated()) {
                zone.setSpan(from, to - from);
            }
        }
    }

    /**
     * Lets ZONE_DEVICE of a node span memory of a device that has page structures.
     *
     * @param node the number of the node
     * @param range the addresses
     */
    public void spanDevice(int node, PhysicalRange range) {
        memory.node(node)
                .zone(ZoneKind.DEVICE)
                .growSpan(range.start() / Frames.PAGE_BYTES, range.size() / Frames.PAGE_BYTES);
    }

    /**
     * Reserves RAM at fixed addresses; what is no RAM or is reserved already is passed over.
     *
     * @param range the addresses
     */
    public void reserveAt(PhysicalRange range) {
        for (MemoryBlock block : memory.blocksIn(range)) {
            long first = memory.firstPfn(block);
            long from = range.start() / Frames.PAGE_BYTES;
            long to = (range.end() + Frames.PAGE_BYTES - 1) / Frames.PAGE_BYTES;
            for (FrameRun run : block.frames().runs()) {
                long start = Math.max(from, first + run.first());
                long end = Math.min(to, first + run.end());
                if (run.use() == FrameUse.FREE && start < end) {
                    reserve(block, run.part((int) (start - first), (int) (end - first)), FrameUse.RESERVED);
                }
            }
        }
    }

    /**
     * Reserves the highest RAM of a node that is free.
     *
     * @param node the number of the node
     * @param bytes how much, in whole pages
     * @throws IllegalArgumentException if there is not as much
     */
    public void reserve(int node, long bytes) {
        reserve(List.of(memory.node(node)), bytes, FrameUse.RESERVED);
    }

    private List<PageSpan> reserve(Collection<Node> nodes, long bytes, FrameUse use) {
        List<PageSpan> spans = new ArrayList<>();
        long left = bytes / Frames.PAGE_BYTES;
        for (Node node : nodes) {
            for (BlockId id : node.blocks().descendingSet()) {
                MemoryBlock block = memory.block(id).orElseThrow();
                left -= isHotPluggable(node.id(), memory.firstPfn(block)) ? 0 : reserve(block, left, use, spans);
            }
        }
        if (left > 0) {
            throw new IllegalArgumentException(
                    "nodes " + nodes.stream().map(Node::id).toList() + " have no " + bytes
                            + " bytes of RAM to reserve, but " + left + " pages less");
        }
        return spans;
    }

    /** Reserves the highest frames of a block that are free; returns how many. */
    private int reserve(MemoryBlock block, long wanted, FrameUse use, List<PageSpan> spans) {
        int reserved = 0;
        for (FrameRun run : block.frames().runs().reversed()) {
            int pages = run.use() == FrameUse.FREE ? (int) Math.min(wanted - reserved, run.pages()) : 0;
            if (pages > 0) {
                reserve(block, run.part(run.end() - pages, run.end()), use);
                spans.add(new PageSpan(memory.firstPfn(block) + run.end() - pages, pages));
                reserved += pages;
            }
        }
        return reserved;
    }

    private void reserve(MemoryBlock block, FrameRun run, FrameUse use) {
        memory.pages().set(block, new FrameRun(run.first(), run.pages(), use, 0, 0));
        forEachZone(
                block,
                run,
                (kind, pages) -> memory.node(block.node()).zone(kind).changeManaged(-pages));
    }

    /**
     * Sets aside the memmap of a DIMM's blocks and their page tables, a page for each GiB of the direct map, so that they
     * can be freed with it. They lie where the kernel finds room: on the DIMM's own node if that has any that stays.
     *
     * @param node the number of its node
     * @param range its addresses, whole blocks
     */
    public void setAsideFor(int node, PhysicalRange range) {
        List<Node> nodes = new ArrayList<>(List.of(memory.node(node)));
        memory.nodes().values().stream().filter(each -> each.id() != node).forEach(nodes::add);
        for (MemoryBlock block : memory.blocksIn(range)) {
            long memmap = memory.blockSize().bytes() / HotAdd.PAGES_PER_MEMMAP_PAGE;
            long start = memory.rangeOf(block).start();
            boolean firstOfTable = start == range.start() || start % ByteSize.GIB == 0;
            block.setMemmap(reserve(nodes, memmap + (firstOfTable ? Frames.PAGE_BYTES : 0), FrameUse.BOOT_METADATA));
        }
    }

    /**
     * Takes RAM for what the running kernel holds: of a node, and what its zones cannot take, of the nearest that can.
     *
     * @param node the number of the node
     * @param bytes how much, in whole pages
     * @param use what for
     * @throws IllegalArgumentException if there is not as much
     */
    public void use(int node, long bytes, FrameUse use) {
        int pages = (int) (bytes / Frames.PAGE_BYTES);
        if (memory.pages().allocate(node, pages, new Contents(use, 0, 0)).isEmpty()) {
            throw new IllegalArgumentException(
                    "there are no " + bytes + " bytes of RAM free in zones that can take what node " + node + " holds");
        }
    }

    /** Ends the boot: from now on watermarks hold. */
    public void finish() {
        memory.resetWatermarks();
        memory.zonelists().rebuild();
        memory.resetWatermarks();
    }
}
