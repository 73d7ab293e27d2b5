package memplug.machine.mm;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The auto-movable policy: a block may go to ZONE_MOVABLE if there is enough kernel memory for it. As
 * mm/memory_hotplug.c: auto_movable_zone_for_pfn().
 */
final class AutoMovable {
    private final Memory memory;
    private final long ratio;

    AutoMovable(Memory memory) {
        this.memory = memory;
        this.ratio = Integer.toUnsignedLong(memory.parameters().autoMovableRatio());
    }

    boolean allows(MemoryBlock block) {
        if (ratio == 0) {
            return false;
        }
        MemoryGroup group =
                block.group().isPresent() ? memory.groups().get(block.group().getAsInt()) : null;
        long blockPages = memory.blockSize().pages();
        if (group == null) {
            return fits(block.node(), null, blockPages);
        }
        if (group.kind() == MemoryGroup.Kind.STATIC) {
            return group.presentKernel() == 0 && fits(block.node(), group, group.pages() - group.presentMovable());
        }
        long onlineMovable = 0;
        long firstPfn = memory.firstPfn(block) / group.pages() * group.pages();
        for (MemoryBlock other : memory.blocks()
                .subMap(new BlockId(firstPfn / blockPages), new BlockId((firstPfn + group.pages()) / blockPages))
                .values()) {
            if (other.state() == BlockState.OFFLINE) {
                continue;
            }
            if (other.zone() != ZoneKind.MOVABLE) {
                return false;
            }
            onlineMovable += blockPages;
        }
        return fits(block.node(), group, group.pages() - onlineMovable);
    }

    private boolean fits(int node, @Nullable MemoryGroup group, long pages) {
        return fitsIn(memory.nodes().values(), group, pages)
                && (!memory.parameters().autoMovableNumaAware() || fitsIn(List.of(memory.node(node)), group, pages));
    }

    /** Whether the nodes have enough kernel memory from boot, less what other dynamic groups count on. */
    private boolean fitsIn(Collection<Node> nodes, @Nullable MemoryGroup group, long pages) {
        long kernelEarly = 0;
        long movable = 0;
        for (Node node : nodes) {
            for (Zone zone : node.zones()) {
                kernelEarly += zone.kind().isKernelZone() ? zone.presentEarly() : 0;
                movable += zone.kind() == ZoneKind.MOVABLE ? zone.present() : 0;
            }
        }
        long reserved = 0;
        for (MemoryGroup other : memory.groups().values()) {
            boolean counts = other.kind() == MemoryGroup.Kind.DYNAMIC
                    && (group == null || other.id() != group.id())
                    && nodes.contains(memory.node(other.node()));
            if (counts) {
                reserved += Math.max(0, other.presentMovable() * 100 / ratio - other.presentKernel());
                movable -= other.presentMovable();
            }
        }
        if (kernelEarly <= reserved) {
            return false;
        }
        kernelEarly -= reserved;
        if (group != null && group.kind() == MemoryGroup.Kind.DYNAMIC) {
            kernelEarly += group.presentKernel();
        }
        return movable + pages <= ratio * kernelEarly / 100;
    }
}
