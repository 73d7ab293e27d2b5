package memplug.machine.mm;

import java.util.List;
import java.util.stream.Stream;
import memplug.machine.mm.HotplugParameters.OnlinePolicy;

/** Which zone a block goes to. As mm/memory_hotplug.c: zone_for_pfn_range(). */
final class ZonePolicy {
    private final Memory memory;

    ZonePolicy(Memory memory) {
        this.memory = memory;
    }

    /** The zone that a block would go to now. */
    Zone zoneFor(MemoryBlock block, OnlineType type) {
        return switch (type) {
            case ONLINE_KERNEL -> kernelZone(block);
            case ONLINE_MOVABLE -> movableZone(block);
            case ONLINE, OFFLINE ->
                memory.parameters().onlinePolicy() == OnlinePolicy.CONTIG_ZONES
                        ? contiguousZone(block)
                        : new AutoMovable(memory).allows(block) ? movableZone(block) : kernelZone(block);
        };
    }

    /** The zones that an offline block could go to, the one for {@code online} first. */
    List<Zone> zonesFor(MemoryBlock block) {
        return Stream.of(OnlineType.ONLINE, OnlineType.ONLINE_KERNEL, OnlineType.ONLINE_MOVABLE)
                .map(type -> zoneFor(block, type))
                .distinct()
                .toList();
    }

    private Zone movableZone(MemoryBlock block) {
        return memory.node(block.node()).zone(ZoneKind.MOVABLE);
    }

    /** The lowest kernel zone that the block lies in by address, else Normal. */
    private Zone kernelZone(MemoryBlock block) {
        Node node = memory.node(block.node());
        for (ZoneKind kind : List.of(ZoneKind.DMA, ZoneKind.DMA32)) {
            if (touches(node.zone(kind), block)) {
                return node.zone(kind);
            }
        }
        return node.zone(ZoneKind.NORMAL);
    }

    /** The zone the block lies in, if it is one; otherwise what the machine was booted to prefer. */
    private Zone contiguousZone(MemoryBlock block) {
        Zone kernel = kernelZone(block);
        Zone movable = movableZone(block);
        boolean inKernel = touches(kernel, block);
        boolean inMovable = touches(movable, block);
        boolean wantMovable = inKernel == inMovable ? memory.parameters().movableNode() : inMovable;
        return wantMovable ? movable : kernel;
    }

    private boolean touches(Zone zone, MemoryBlock block) {
        return zone.intersects(memory.firstPfn(block), memory.blockSize().pages());
    }
}
