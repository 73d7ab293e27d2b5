package memplug.machine.mm;

import java.util.OptionalInt;

/**
 * What is about to happen to a block, or has, as notifiers are told of it.
 *
 * @param block the block that goes online or offline
 * @param node the node that gets its first memory by it, or loses its last
 * @param normalNode the node that gets its first memory in a kernel zone by it, or loses its last
 */
public record MemoryChange(BlockId block, OptionalInt node, OptionalInt normalNode) {

    /** A change of which nothing more is said. */
    static MemoryChange of(MemoryBlock block) {
        return new MemoryChange(block.id(), OptionalInt.empty(), OptionalInt.empty());
    }

    /** As mm/memory_hotplug.c: node_states_check_changes_online(). */
    static MemoryChange online(MemoryBlock block, Node node, ZoneKind zone) {
        return new MemoryChange(
                block.id(),
                nodeIf(!node.hasMemory(), node),
                nodeIf(zone.isKernelZone() && !node.hasNormalMemory(), node));
    }

    /** As mm/memory_hotplug.c: node_states_check_changes_offline(). */
    static MemoryChange offline(MemoryBlock block, Node node, ZoneKind zone) {
        int pages = block.frames().present();
        return new MemoryChange(
                block.id(),
                nodeIf(pages >= node.present(), node),
                nodeIf(zone.isKernelZone() && pages >= node.presentNormal(), node));
    }

    private static OptionalInt nodeIf(boolean changes, Node node) {
        return changes ? OptionalInt.of(node.id()) : OptionalInt.empty();
    }
}
