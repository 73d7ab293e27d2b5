package memplug.machine.mm;

import java.util.List;
import java.util.stream.Collectors;

/** The order in which nodes and zones are tried for an allocation, as far as it shows: in the log. */
final class Zonelists {

    private final Memory memory;

    /** The highest kernel zone that ever had memory; it only goes up, and only log lines show it. */
    private ZoneKind policyZone = ZoneKind.DMA;

    Zonelists(Memory memory) {
        this.memory = memory;
    }

    Zonelists copy(Memory forMemory) {
        Zonelists copy = new Zonelists(forMemory);
        copy.policyZone = policyZone;
        return copy;
    }

    /** Builds those of all nodes that are possible: a zone has got its first memory, or lost its last. */
    void rebuild() {
        memory.nodes().values().forEach(this::logOrder);
        logTotal(memory.onlineNodes().size());
    }

    /** Builds those of a node that is about to come into being. */
    void build(Node node) {
        logOrder(node);
        logTotal(memory.onlineNodes().size());
    }

    private void logOrder(Node node) {
        String order = fallbackOrder(node).stream().map(each -> each.id() + " ").collect(Collectors.joining());
        memory.kernel().info("Fallback order for Node %d: %s", node.id(), order);
        for (Zone zone : node.zones()) {
            if (zone.isPopulated() && zone.kind().isKernelZone() && zone.kind().compareTo(policyZone) > 0) {
                policyZone = zone.kind();
            }
        }
    }

    private void logTotal(int onlineNodes) {
        long pages = 0;
        for (Node node : memory.onlineNodes()) {
            for (Zone zone : node.zones()) {
                pages += Math.max(0, zone.managed() - zone.watermarks().high());
            }
        }
        memory.kernel().info("Built %d zonelists, mobility grouping on.  Total pages: %d", onlineNodes, pages);
        memory.kernel().info("Policy zone: %s", policyZone.word());
    }

    /** The nodes in the order in which a node's allocations try them. */
    List<Node> fallbackOrder(Node node) {
        return memory.distances().nearestFirst(node.id(), memory.nodesWithMemory());
    }
}
