package memplug.machine.mm;

import java.util.Collection;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Collectors;
import memplug.machine.mm.Notifiers.Event;

/**
 * Memory tiers: nodes of like speed, by abstract distance. A tier exists while a node in it has memory. As
 * mm/memory-tiers.c.
 */
public final class MemoryTiers implements Notifiers.Notifier {
    /** Among the first of all notifiers. */
    static final int PRIORITY = 100;

    private static final int DRAM_DISTANCE = 576;
    private static final int SLOW_DISTANCE = 5 * DRAM_DISTANCE;
    private static final int DISTANCE_PER_TIER = 128;
    private static final String SUBSYSTEM = "memory_tiering";

    private final Memory memory;
    private final NavigableMap<Integer, Integer> slowMemories = new ConcurrentSkipListMap<>();
    private volatile boolean demotionEnabled;

    MemoryTiers(Memory memory) {
        this.memory = memory;
    }

    MemoryTiers copy(Memory forMemory) {
        MemoryTiers copy = new MemoryTiers(forMemory);
        copy.slowMemories.putAll(slowMemories);
        copy.demotionEnabled = demotionEnabled;
        return copy;
    }

    /** {@return how many drivers said of a node that its memory is slow, by the node's number} */
    public NavigableMap<Integer, Integer> slowMemories() {
        return slowMemories;
    }

    /** {@return whether pages would go to a slower tier instead of being reclaimed} */
    public boolean isDemotionEnabled() {
        return demotionEnabled;
    }

    /**
     * Lets pages go to a slower tier instead of being reclaimed, or not. The machine never reclaims any, so it only
     * remembers.
     *
     * @param enabled whether they may
     */
    public void setDemotionEnabled(boolean enabled) {
        demotionEnabled = enabled;
    }

    /**
     * Says that memory of a node is five times as far as DRAM; counts from the next time that the node gets its first
     * memory.
     *
     * @param node the number of the node
     */
    public void addSlow(int node) {
        slowMemories.merge(node, 1, Integer::sum);
    }

    /**
     * Takes back one {@link #addSlow}.
     *
     * @param node the number of the node
     */
    public void removeSlow(int node) {
        slowMemories.computeIfPresent(node, (_, count) -> count == 1 ? null : count - 1);
    }

    /** {@return the nodes of each tier that exists, by the tier's number} */
    public NavigableMap<Integer, NavigableSet<Integer>> tiers() {
        NavigableMap<Integer, NavigableSet<Integer>> tiers = new TreeMap<>();
        for (Node node : memory.nodesWithMemory()) {
            tiers.computeIfAbsent(tierOf(node), _ -> new TreeSet<>()).add(node.id());
        }
        return tiers;
    }

    private int tierOf(Node node) {
        return (slowMemories.containsKey(node.id()) ? SLOW_DISTANCE : DRAM_DISTANCE) / DISTANCE_PER_TIER;
    }

    /** As mm/memory-tiers.c: memtier_hotplug_callback(). */
    @Override
    public int tell(Event event, MemoryChange change) {
        if (event == Event.MEM_ONLINE || event == Event.MEM_OFFLINE) {
            change.node().ifPresent(id -> nodeChanged(memory.node(id)));
        }
        return 0;
    }

    /** A node has got its first memory or lost its last: tiers come or go, and are told of. */
    private void nodeChanged(Node changed) {
        int tier = tierOf(changed);
        long nodesInTier = memory.nodesWithMemory().stream()
                .filter(node -> tierOf(node) == tier)
                .count();
        String path = "/devices/virtual/memory_tiering/memory_tier" + tier;
        if (changed.hasMemory() && nodesInTier == 1) {
            memory.kernel().uevent("add", path, SUBSYSTEM);
        } else if (!changed.hasMemory() && nodesInTier == 0) {
            memory.kernel().uevent("remove", path, SUBSYSTEM);
        }
        memory.nodesWithMemory().forEach(this::logDemotionTargets);
    }

    private void logDemotionTargets(Node from) {
        NavigableMap<Integer, NavigableSet<Integer>> lower = tiers().tailMap(tierOf(from), false);
        if (lower.isEmpty()) {
            memory.kernel().info("Demotion targets for Node %d: null", from.id());
            return;
        }
        NavigableSet<Integer> next = lower.firstEntry().getValue();
        int nearest = next.stream()
                .mapToInt(to -> memory.distances().between(from.id(), to))
                .min()
                .orElseThrow();
        NavigableSet<Integer> preferred = next.stream()
                .filter(to -> memory.distances().between(from.id(), to) == nearest)
                .collect(Collectors.toCollection(TreeSet::new));
        NavigableSet<Integer> all =
                lower.values().stream().flatMap(Collection::stream).collect(Collectors.toCollection(TreeSet::new));
        memory.kernel()
                .info(
                        "Demotion targets for Node %d: preferred: %s, fallback: %s",
                        from.id(), RangeList.of(preferred), RangeList.of(all));
    }
}
