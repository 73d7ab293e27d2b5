package memplug.machine.mm;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;
import memplug.machine.kernel.Fault;
import memplug.machine.kernel.Kernel;
import memplug.machine.kernel.Pace;
import memplug.machine.mm.AddRequest.Flag;
import memplug.machine.mm.AddRequest.OfGroup;
import memplug.machine.mm.AddRequest.OfNode;
import memplug.machine.mm.HotplugParameters.MemmapOnMemory;
import memplug.machine.mm.PageAllocator.Contents;
import memplug.machine.mm.Refusal.BlockExists;
import memplug.machine.mm.Refusal.GroupUnknown;
import memplug.machine.mm.Refusal.Misaligned;
import memplug.machine.mm.Refusal.NodeImpossible;
import memplug.machine.mm.Refusal.NotAddressable;
import memplug.machine.mm.Refusal.OutOfMemory;
import memplug.machine.mm.Refusal.RangeClaimed;
import memplug.machine.phys.FirmwareMap;
import memplug.machine.phys.PhysicalRange;
import memplug.machine.phys.Resource;

/** Adds memory: resource, blocks, node. As mm/memory_hotplug.c: add_memory_resource(). */
final class HotAdd {
    /** Pages whose memmap fills one page: 4096 bytes at 64 bytes each. */
    static final int PAGES_PER_MEMMAP_PAGE = 64;

    private static final long ADDRESSABLE_END = 1L << 52;

    private final Memory memory;
    private final Kernel kernel;
    private final BlockOnline blockOnline;

    HotAdd(Memory memory, BlockOnline blockOnline) {
        this.memory = memory;
        this.kernel = memory.kernel();
        this.blockOnline = blockOnline;
    }

    Outcome add(AddRequest request, Resource resource, OnlineType onlineType) {
        kernel.lock().requireHeld();
        PhysicalRange range = request.range();
        Optional<Refusal> refusal = claim(resource);
        if (refusal.isEmpty()) {
            refusal = create(request, resource);
            if (refusal.isPresent()) {
                memory.resources().release(range, resource.name());
            }
        }
        if (refusal.isPresent()) {
            return Outcome.refused(refusal.get());
        }
        if (request.flags().contains(Flag.MERGE_RESOURCE)) {
            memory.resources().mergeSystemRam(range);
        }
        if (onlineType != OnlineType.OFFLINE) {
            onlineUntilRefused(range, onlineType);
        }
        return Outcome.done();
    }

    private Optional<Refusal> claim(Resource resource) {
        PhysicalRange range = resource.range();
        if (range.end() > ADDRESSABLE_END) {
            kernel.warn(
                    "Hotplug memory [%#x-%#x] exceeds maximum addressable range [%#x-%#x]",
                    range.start(), range.end(), 0, ADDRESSABLE_END - 1);
            return Optional.of(new NotAddressable(range));
        }
        return memory.resources().request(resource).map(other -> new RangeClaimed(range, other.name()));
    }

    private Optional<Refusal> create(AddRequest request, Resource resource) {
        PhysicalRange range = request.range();
        if (!range.isAligned(memory.blockSize().bytes())) {
            kernel.error(
                    "Block size [%#x] unaligned hotplug range: start %#x, size %#x",
                    memory.blockSize().bytes(), range.start(), range.size());
            return Optional.of(new Misaligned(range));
        }
        MemoryGroup group =
                request.target() instanceof OfGroup(int id) ? memory.groups().get(id) : null;
        if (request.target() instanceof OfGroup(int id) && group == null) {
            return Optional.of(new GroupUnknown(id));
        }
        int nodeId = request.target() instanceof OfNode(int id)
                ? id
                : Objects.requireNonNull(group).node();
        Node node = memory.nodes().get(nodeId);
        if (node == null) {
            kernel.warn("node %d was absent from the node_possible_map", nodeId);
            return Optional.of(new NodeImpossible(nodeId));
        }
        if (!node.isOnline()) {
            memory.zonelists().build(node);
        }
        List<MemoryBlock> created = new ArrayList<>();
        if (!memory.blocksIn(range).isEmpty()) {
            return Optional.of(
                    new BlockExists(memory.blocksIn(range).iterator().next().id()));
        }
        if (!hasOwnMemmaps(request) && !memory.mapping().map(range, nodeId)) {
            return Optional.of(new OutOfMemory("the page tables of " + range));
        }
        Optional<Refusal> refusal =
                createBlocks(request, node, group == null ? OptionalInt.empty() : OptionalInt.of(group.id()), created);
        if (refusal.isPresent()) {
            created.forEach(this::undo);
            memory.mapping().unmap(range);
            return refusal;
        }
        if (resource.name().equals(FirmwareMap.SYSTEM_RAM)) {
            memory.firmwareMap().add(range, FirmwareMap.SYSTEM_RAM);
        }
        announce(created, node);
        return Optional.empty();
    }

    /** Only now, so that user space never hears of blocks of an add that failed, and finds all there is to find. */
    private void announce(List<MemoryBlock> created, Node node) {
        created.forEach(block -> kernel.uevent("add", "/devices/system/memory/" + block.id(), "memory"));
        if (!node.isOnline()) {
            node.bringUp(kernel.nextSerial());
            kernel.uevent("add", "/devices/system/node/node" + node.id(), "node");
        }
    }

    private boolean hasOwnMemmaps(AddRequest request) {
        return request.flags().contains(Flag.MEMMAP_ON_MEMORY)
                && memory.parameters().memmapOnMemory() != MemmapOnMemory.NO;
    }

    private Optional<Refusal> createBlocks(
            AddRequest request, Node node, OptionalInt group, List<MemoryBlock> created) {
        boolean ownMemmap = hasOwnMemmaps(request);
        PhysicalRange range = request.range();
        long count = range.size() / memory.blockSize().bytes();
        for (long i = 0; i < count; i++) {
            BlockId id = new BlockId(range.start() / memory.blockSize().bytes() + i);
            Optional<Refusal> refusal = create(id, node, group, ownMemmap, created);
            if (refusal.isPresent()) {
                return refusal;
            }
        }
        return Optional.empty();
    }

    private Optional<Refusal> create(
            BlockId id, Node node, OptionalInt group, boolean ownMemmap, List<MemoryBlock> created) {
        long address = memory.blockSize().rangeOf(id).start();
        int memmapPages = memory.blockSize().pages() / PAGES_PER_MEMMAP_PAGE;
        kernel.step(Pace.Kind.ADD, address, memory.blockSize().bytes());
        List<PageSpan> memmap = List.of();
        if (kernel.happens(Fault.Kind.NO_MEMORY_TO_ADD, address)) {
            return Optional.of(new OutOfMemory("adding " + id));
        }
        if (ownMemmap && !memory.mapping().map(memory.blockSize().rangeOf(id), node.id())) {
            return Optional.of(new OutOfMemory("the page tables of " + id));
        }
        if (!ownMemmap) {
            Contents contents = new Contents(FrameUse.MEMMAP, 0, id.number() * memmapPages);
            Optional<List<PageSpan>> allocated = memory.pages().allocate(node.id(), memmapPages, contents);
            if (allocated.isEmpty()) {
                return Optional.of(new OutOfMemory("the memmap of " + id));
            }
            memmap = allocated.get();
        }
        MemoryBlock block = new MemoryBlock(
                id,
                new TreeSet<>(List.of(node.id())),
                kernel.nextSerial(),
                false,
                group,
                ownMemmap ? memmapPages : 0,
                memmap,
                memory.allAbsent());
        memory.blocks().put(id, block);
        node.blocks().add(id);
        created.add(block);
        return Optional.empty();
    }

    private void undo(MemoryBlock block) {
        memory.blocks().remove(block.id());
        memory.node(block.node()).blocks().remove(block.id());
        block.memmap().forEach(memory.pages()::free);
    }

    /** Linux ignores how this ends: the walk stops at the first block that does not go online. */
    private void onlineUntilRefused(PhysicalRange range, OnlineType type) {
        for (MemoryBlock block : memory.blocksIn(range)) {
            if (!(blockOnline.online(block, type) instanceof Outcome.Done)) {
                return;
            }
        }
    }
}
