package memplug.machine.mm;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import memplug.machine.kernel.Fingerprint;
import memplug.machine.kernel.Kernel;
import memplug.machine.phys.FirmwareMap;
import memplug.machine.phys.PhysicalRange;
import memplug.machine.phys.ResourceTree;

/**
 * The memory of a machine: nodes, zones, blocks, groups, and who claims which addresses. This is the state; what changes
 * it is {@link MemoryHotplug}, under the hotplug lock. Reading takes no lock.
 */
public final class Memory {
    private final Kernel kernel;
    private final BlockSize blockSize;
    private final KernelBuild build;
    private final Distances distances;
    private final ResourceTree resources;
    private final FirmwareMap firmwareMap;
    private final HotplugParameters parameters;
    private final Notifiers notifiers;
    private final PageHolders pageHolders = new PageHolders();
    private volatile FrameOwners owners = FrameOwners.NOBODY;
    private final NavigableMap<Integer, Node> nodes = new TreeMap<>();
    private final ConcurrentNavigableMap<BlockId, MemoryBlock> blocks = new ConcurrentSkipListMap<>();
    private final ConcurrentNavigableMap<Integer, MemoryGroup> groups = new ConcurrentSkipListMap<>();
    private final MemoryTiers tiers;
    private final Zonelists zonelists;
    private final PageAllocator pages;
    private final KernelMapping mapping;
    private final Frames allFree;
    private final Frames allAbsent;

    /**
     * Memory of which nothing is there yet; {@link BootMemory} fills it.
     *
     * @param kernel the kernel
     * @param blockSize the size of a block
     * @param build what the kernel was built with
     * @param distances the distances between nodes
     * @param parameters the parameters after boot
     */
    public Memory(
            Kernel kernel, BlockSize blockSize, KernelBuild build, Distances distances, HotplugParameters parameters) {
        this.kernel = kernel;
        this.blockSize = blockSize;
        this.build = build;
        this.distances = distances;
        this.parameters = parameters;
        this.resources = new ResourceTree();
        this.firmwareMap = new FirmwareMap();
        this.notifiers = new Notifiers(kernel, blockSize);
        this.tiers = new MemoryTiers(this);
        this.zonelists = new Zonelists(this);
        this.pages = new PageAllocator(this);
        this.mapping = new KernelMapping(this);
        this.allFree = Frames.all(blockSize.pages(), FrameUse.FREE);
        this.allAbsent = Frames.all(blockSize.pages(), FrameUse.ABSENT);
        registerOwnNotifiers();
    }

    private Memory(Memory other, Kernel kernel) {
        this.kernel = kernel;
        this.blockSize = other.blockSize;
        this.build = other.build;
        this.distances = other.distances;
        this.parameters = other.parameters.copy();
        this.resources = other.resources.copy();
        this.firmwareMap = other.firmwareMap.copy();
        this.notifiers = other.notifiers.copy(kernel);
        other.nodes.forEach((id, node) -> nodes.put(id, node.copy()));
        other.blocks.forEach((id, block) -> blocks.put(id, block.copy()));
        groups.putAll(other.groups);
        this.tiers = other.tiers.copy(this);
        this.zonelists = other.zonelists.copy(this);
        this.pages = other.pages.copy(this);
        this.mapping = other.mapping.copy(this);
        this.allFree = other.allFree;
        this.allAbsent = other.allAbsent;
        registerOwnNotifiers();
    }

    private void registerOwnNotifiers() {
        notifiers.register(MemoryTiers.PRIORITY, tiers);
        if (build.pageCgroup()) {
            notifiers.register(0, new PageCgroup(this));
        }
    }

    /**
     * {@return an independent memory in the same state}
     *
     * @param forKernel the kernel of the copy
     */
    public Memory copy(Kernel forKernel) {
        return new Memory(this, forKernel);
    }

    /** {@return the kernel} */
    public Kernel kernel() {
        return kernel;
    }

    /** {@return the size of a block} */
    public BlockSize blockSize() {
        return blockSize;
    }

    /** {@return whether memory can be removed again} */
    public boolean canRemove() {
        return build.hotRemove();
    }

    /** {@return what the kernel was built with} */
    public KernelBuild build() {
        return build;
    }

    /** {@return the distances between nodes} */
    public Distances distances() {
        return distances;
    }

    /** {@return who claims which addresses} */
    public ResourceTree resources() {
        return resources;
    }

    /** {@return the firmware's memory map} */
    public FirmwareMap firmwareMap() {
        return firmwareMap;
    }

    /** {@return the parameters that decide where memory goes} */
    public HotplugParameters parameters() {
        return parameters;
    }

    /** {@return who is asked before memory goes online or offline} */
    public Notifiers notifiers() {
        return notifiers;
    }

    /** {@return who holds pages back from the allocator} */
    public PageHolders pageHolders() {
        return pageHolders;
    }

    /** {@return whose the page frames are} */
    public FrameOwners owners() {
        return owners;
    }

    /**
     * Says whose the page frames are. Belongs to whoever made it, and is not copied with a machine.
     *
     * @param newOwners who knows
     */
    public void setOwners(FrameOwners newOwners) {
        owners = newOwners;
    }

    /** {@return the memory tiers} */
    public MemoryTiers tiers() {
        return tiers;
    }

    /** {@return the page allocator} */
    public PageAllocator pages() {
        return pages;
    }

    /** {@return how the kernel maps it} */
    public KernelMapping mapping() {
        return mapping;
    }

    Zonelists zonelists() {
        return zonelists;
    }

    /** {@return every possible node, by number} */
    public NavigableMap<Integer, Node> nodes() {
        return Collections.unmodifiableNavigableMap(nodes);
    }

    /** {@return the nodes that exist now, ascending} */
    public List<Node> onlineNodes() {
        return nodes.values().stream().filter(Node::isOnline).toList();
    }

    /** {@return the nodes that have online memory, ascending} */
    public List<Node> nodesWithMemory() {
        return nodes.values().stream().filter(Node::hasMemory).toList();
    }

    /**
     * {@return a possible node}
     *
     * @param id its number
     * @throws IllegalArgumentException if it is not possible
     */
    public Node node(int id) {
        Node node = nodes.get(id);
        if (node == null) {
            throw new IllegalArgumentException("node " + id + " is not possible");
        }
        return node;
    }

    void addNode(Node node) {
        nodes.put(node.id(), node);
    }

    /** {@return every block, by number} */
    public ConcurrentNavigableMap<BlockId, MemoryBlock> blocks() {
        return blocks;
    }

    /**
     * {@return a block}
     *
     * @param id its number
     */
    public Optional<MemoryBlock> block(BlockId id) {
        return Optional.ofNullable(blocks.get(id));
    }

    /**
     * {@return the blocks of a range that exist, ascending}
     *
     * @param range the addresses
     */
    public Collection<MemoryBlock> blocksIn(PhysicalRange range) {
        return blocks.subMap(blockSize.blockAt(range.start()), blockSize.afterLast(range))
                .values();
    }

    /** {@return the memory groups, by number} */
    public ConcurrentNavigableMap<Integer, MemoryGroup> groups() {
        return groups;
    }

    /**
     * {@return the addresses of a block}
     *
     * @param block the block
     */
    public PhysicalRange rangeOf(MemoryBlock block) {
        return blockSize.rangeOf(block.id());
    }

    /** The frames of a block that is all free; all such blocks share it. */
    Frames allFree() {
        return allFree;
    }

    /** The frames of a block that is offline; all such blocks share it. */
    Frames allAbsent() {
        return allAbsent;
    }

    /** {@return the first frame of a block} */
    long firstPfn(MemoryBlock block) {
        return block.id().number() * blockSize.pages();
    }

    /** {@return the zone that an online block is in wholly} */
    Zone zoneOf(MemoryBlock block) {
        ZoneKind kind = block.zone();
        if (kind == null) {
            throw new IllegalStateException(block.id() + " is not in one zone");
        }
        return node(block.node()).zone(kind);
    }

    /**
     * {@return how many frames of a run lie in a zone of its block's node}
     *
     * @param kind the zone
     * @param block a block that is online
     * @param run some of its frames
     */
    public int framesIn(ZoneKind kind, MemoryBlock block, FrameRun run) {
        if (block.zone() != null) {
            return block.zone() == kind ? run.pages() : 0;
        }
        return node(block.node()).zone(kind).bootFramesIn(firstPfn(block) + run.first(), run.pages());
    }

    /** Whether no page can be had but in ZONE_MOVABLE. */
    boolean kernelZonesAreFull() {
        return nodes.values().stream()
                .flatMap(node -> node.zones().stream())
                .noneMatch(zone -> zone.kind().isKernelZone() && zone.available(ZoneKind.MOVABLE) > 0);
    }

    /** Sets the watermarks of all zones anew, as whenever memory has gone online or offline. */
    void resetWatermarks() {
        long lowmem = 0;
        int kernelZones = 0;
        for (Node node : nodes.values()) {
            for (Zone zone : node.zones()) {
                lowmem += zone.kind().isKernelZone() ? zone.managed() : 0;
                kernelZones += zone.kind().isKernelZone() && zone.isPopulated() ? 1 : 0;
            }
        }
        long minFree = MinFree.pages(lowmem, kernelZones);
        for (Node node : nodes.values()) {
            for (Zone zone : node.zones()) {
                if (node.isOnline()) {
                    zone.setWatermarks(
                            Watermarks.of(zone.kind(), zone.managed(), lowmem, minFree), LowmemReserve.of(node, zone));
                }
            }
        }
    }

    /**
     * Adds all of the state to a fingerprint: what was logged, told or only remembered for logging is no part of it.
     *
     * @param writer what collects the state
     */
    public void fingerprint(Fingerprint.Writer writer) {
        for (Node node : nodes.values()) {
            writer.add(node.id()).add(node.isOnline() ? 1 : 0);
            for (Zone zone : node.zones()) {
                writer.add(zone.spanStart())
                        .add(zone.spanned())
                        .add(zone.present())
                        .add(zone.presentEarly());
                writer.add(zone.managed()).add(zone.free());
            }
        }
        for (MemoryBlock block : blocks.values()) {
            writer.add(block.id().number()).add(block.nodes()).add(block.state());
            writer.add(block.zone()).add(block.poisonedPages()).add(block.ownMemmapPages());
            writer.add(block.group()).add(block.memmap()).add(block.pageCgroup());
            writer.add(block.leftRequest());
            block.frames().fingerprint(writer);
        }
        writer.add(groups).add(resources.claims()).add(firmwareMap.entries());
        writer.add(tiers.slowMemories()).add(tiers.isDemotionEnabled() ? 1 : 0);
        writer.add(parameters.autoOnline()).add(parameters.onlinePolicy());
        writer.add(parameters.autoMovableRatio()).add(parameters.autoMovableNumaAware() ? 1 : 0);
        writer.add(notifiers.injected()).add(pages.struck());
        mapping.fingerprint(writer);
        pages.hugePools().fingerprint(writer);
    }
}
