package memplug.machine.mm;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import memplug.machine.kernel.Fault;
import memplug.machine.kernel.Kernel;
import memplug.machine.kernel.Pace;
import memplug.machine.mm.Refusal.MixedMemmaps;
import memplug.machine.mm.Refusal.OutOfMemory;
import memplug.machine.mm.Refusal.StillOnline;
import memplug.machine.phys.PhysicalRange;

/**
 * Removes memory, and takes ranges of it offline and away as one. As mm/memory_hotplug.c: try_remove_memory() and
 * offline_and_remove_memory_ranges().
 */
final class HotRemove {
    private final Memory memory;
    private final Kernel kernel;
    private final BlockOnline blockOnline;
    private final BlockOffline blockOffline;

    HotRemove(Memory memory, BlockOnline blockOnline, BlockOffline blockOffline) {
        this.memory = memory;
        this.kernel = memory.kernel();
        this.blockOnline = blockOnline;
        this.blockOffline = blockOffline;
    }

    Outcome remove(PhysicalRange range) {
        kernel.lock().requireHeld();
        Collection<MemoryBlock> blocks = memory.blocksIn(range);
        for (MemoryBlock block : blocks) {
            if (block.state() != BlockState.OFFLINE) {
                PhysicalRange at = memory.rangeOf(block);
                kernel.warn(
                        "removing memory fails, because memory [0x%016x-0x%016x] is onlined", at.start(), at.last());
                return Outcome.refused(new StillOnline(block.id()));
            }
        }
        memory.firmwareMap().removeSystemRam(range);
        long withOwnMemmap =
                blocks.stream().filter(block -> block.ownMemmapPages() > 0).count();
        if (withOwnMemmap != 0 && withOwnMemmap != blocks.size()) {
            return Outcome.refused(new MixedMemmaps(range));
        }
        List<MemoryBlock> removed = new ArrayList<>(blocks);
        removed.forEach(this::removeBlock);
        joined(removed).forEach(memory.mapping()::unmap);
        if (removed.stream().anyMatch(MemoryBlock::isEarly)) {
            memory.resetWatermarks();
        }
        if (!memory.resources().releaseSystemRam(range)) {
            // Added in parts and removed as one. Linux leaves the parts behind in /proc/iomem.
            removed.forEach(block -> memory.resources().releaseSystemRam(memory.rangeOf(block)));
        }
        if (!removed.isEmpty()) {
            takeDownIfEmpty(memory.node(removed.getLast().node()));
        }
        return Outcome.done();
    }

    /** The addresses of blocks, ascending; neighbours as one. */
    private List<PhysicalRange> joined(List<MemoryBlock> blocks) {
        List<PhysicalRange> ranges = new ArrayList<>();
        for (MemoryBlock block : blocks) {
            PhysicalRange range = memory.rangeOf(block);
            if (!ranges.isEmpty() && ranges.getLast().end() == range.start()) {
                range = new PhysicalRange(ranges.removeLast().start(), range.end());
            }
            ranges.add(range);
        }
        return ranges;
    }

    private void removeBlock(MemoryBlock block) {
        kernel.step(
                Pace.Kind.REMOVE,
                memory.rangeOf(block).start(),
                memory.blockSize().bytes());
        block.nodes().forEach(node -> memory.node(node).blocks().remove(block.id()));
        memory.blocks().remove(block.id());
        block.memmap().forEach(block.isEarly() ? memory.pages()::freeReserved : memory.pages()::free);
        kernel.uevent("remove", "/devices/system/memory/" + block.id(), "memory");
    }

    /** As mm/memory_hotplug.c: try_offline_node(). */
    private void takeDownIfEmpty(Node node) {
        if (node.isOnline()
                && node.spanned() == 0
                && node.blocks().isEmpty()
                && node.cpus().isEmpty()) {
            node.takeDown();
            kernel.uevent("remove", "/devices/system/node/node" + node.id(), "node");
        }
    }

    Outcome offlineAndRemove(List<PhysicalRange> ranges) {
        kernel.lock().requireHeld();
        if (kernel.happens(Fault.Kind.NO_MEMORY_TO_UNPLUG, ranges.getFirst().start())) {
            return Outcome.refused(new OutOfMemory("remembering what each block was"));
        }
        if (offline(ranges) instanceof Outcome.Refused refused) {
            return refused;
        }
        for (PhysicalRange range : ranges) {
            if (remove(range) instanceof Outcome.Refused(Refusal reason)) {
                // Cannot happen: all is offline, and the lock is held. As Linux, warn and go on.
                kernel.warn("removing memory failed: %d", ErrorNumber.of(reason));
            }
        }
        return Outcome.done();
    }

    /** Takes all blocks of several ranges offline, or none. */
    Outcome offline(List<PhysicalRange> ranges) {
        // Keyed by block, so that nothing can slip.
        NavigableMap<BlockId, OnlineType> offlined = new TreeMap<>();
        Optional<Refusal> refusal = offlineAll(ranges, offlined);
        if (refusal.isEmpty()) {
            return Outcome.done();
        }
        rollBack(ranges, offlined);
        return Outcome.refused(refusal.get());
    }

    private Optional<Refusal> offlineAll(List<PhysicalRange> ranges, NavigableMap<BlockId, OnlineType> offlined) {
        for (PhysicalRange range : ranges) {
            for (MemoryBlock block : memory.blocksIn(range)) {
                OnlineType type =
                        block.zone() == ZoneKind.MOVABLE ? OnlineType.ONLINE_MOVABLE : OnlineType.ONLINE_KERNEL;
                switch (blockOffline.offline(block)) {
                    case Outcome.Done _ -> offlined.put(block.id(), type);
                    case Outcome.AlreadySo _ -> {}
                    case Outcome.Refused(Refusal reason) -> {
                        return Optional.of(reason);
                    }
                }
            }
        }
        return Optional.empty();
    }

    /** In the same order as they went, each to the kind of zone that it was in; one that fails does not stop the rest. */
    private void rollBack(List<PhysicalRange> ranges, NavigableMap<BlockId, OnlineType> offlined) {
        for (PhysicalRange range : ranges) {
            for (MemoryBlock block : memory.blocksIn(range)) {
                OnlineType type = offlined.getOrDefault(block.id(), OnlineType.OFFLINE);
                if (type != OnlineType.OFFLINE
                        && blockOnline.putBack(block, type) instanceof Outcome.Refused(Refusal reason)) {
                    kernel.warn("try_reonline_memory_block: Failed to re-online memory: %d", ErrorNumber.of(reason));
                }
            }
        }
    }
}
