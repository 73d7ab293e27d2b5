package memplug.machine.description;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import memplug.machine.description.MachineDescription.Node;
import memplug.machine.description.MachineDescription.Region;
import memplug.machine.phys.PhysicalRange;

/** Captures nodes: their CPUs, their addresses, the distances between them. */
final class CapturedNodes {
    private static final String NODES = "sys/devices/system/node/";
    private static final String BLOCKS = "sys/devices/system/memory";
    private static final int LOCAL = 10;
    private static final int REMOTE = 20;

    private final Root root;
    private final List<Region> regions;
    private final List<Integer> ids;

    CapturedNodes(Root root, List<Region> regions) {
        this.root = root;
        this.regions = regions;
        List<Integer> possible = root.text(NODES + "possible")
                .flatMap(CpuList::parse)
                .filter(each -> !each.isEmpty())
                .orElse(List.of(0));
        this.ids = Stream.concat(
                        possible.stream(),
                        regions.stream()
                                .flatMap(each -> each.targetNode().stream().boxed()))
                .distinct()
                .sorted()
                .toList();
        if (!root.has(NODES)) {
            root.note("/sys/devices/system/node is missing; all is taken for one node");
        }
    }

    /** {@return the numbers of all nodes, ascending} */
    List<Integer> ids() {
        return ids;
    }

    /**
     * {@return the addresses of each node: of its blocks, of the regions that become part of it, and for RAM without
     * either, of the zones}
     */
    SortedMap<Integer, List<PhysicalRange>> ranges(List<PhysicalRange> ram, List<ZoneInfo.Zone> zones) {
        SortedMap<Integer, List<PhysicalRange>> ranges = new TreeMap<>();
        ids.forEach(id -> ranges.put(id, new ArrayList<>()));
        blocks().forEach((id, blocks) -> add(ranges, id, blocks));
        regions.forEach(region ->
                region.targetNode().ifPresent(id -> add(ranges, id, List.of(MemoryMap.footprint(region)))));
        for (ZoneInfo.Zone zone : zones) {
            zone.span().ifPresent(span -> add(ranges, zone.node(), Ranges.within(ram, List.of(span))));
        }
        add(ranges, ids.getFirst(), ram);
        ranges.replaceAll((_, each) -> Ranges.joined(each));
        return ranges;
    }

    /** Adds the addresses that no node has yet. */
    private static void add(Map<Integer, List<PhysicalRange>> ranges, int id, List<PhysicalRange> more) {
        List<PhysicalRange> taken =
                ranges.values().stream().flatMap(List::stream).toList();
        ranges.getOrDefault(id, new ArrayList<>()).addAll(Ranges.without(more, taken));
    }

    private SortedMap<Integer, List<PhysicalRange>> blocks() {
        SortedMap<Integer, List<PhysicalRange>> blocks = new TreeMap<>();
        OptionalLong size = blockSize(root);
        if (size.isEmpty()) {
            return blocks;
        }
        for (int id : ids) {
            List<PhysicalRange> ofNode = root.names(NODES + "node" + id).stream()
                    .flatMapToInt(each -> Numbers.suffix(each, "memory").stream())
                    .mapToObj(number -> PhysicalRange.ofSize(number * size.getAsLong(), size.getAsLong()))
                    .toList();
            blocks.put(id, Ranges.joined(ofNode));
        }
        return blocks;
    }

    /** {@return the size of a block, if the kernel has blocks} */
    static OptionalLong blockSize(Root root) {
        return root.text(BLOCKS + "/block_size_bytes").map(Numbers::hex).orElse(OptionalLong.empty());
    }

    /** {@return the CPUs of a node; without any file that says so, the first node has one} */
    private List<Integer> cpus(int id) {
        if (!root.has(NODES) || ids.stream().allMatch(each -> cpusShown(each).isEmpty())) {
            List<Integer> online = root.text("sys/devices/system/cpu/online")
                    .flatMap(CpuList::parse)
                    .orElse(List.of(0));
            return id == ids.getFirst() ? online : List.of();
        }
        return cpusShown(id);
    }

    private List<Integer> cpusShown(int id) {
        return root.text(NODES + "node" + id + "/cpulist")
                .flatMap(CpuList::parse)
                .orElse(List.of());
    }

    /** A node's file shows its distances to those that are online; to others they are taken to be as usual. */
    List<List<Integer>> distances() {
        List<Integer> online =
                root.text(NODES + "online").flatMap(CpuList::parse).orElse(List.of());
        List<List<Integer>> distances = new ArrayList<>();
        for (int from : ids) {
            List<Integer> shown = Stream.of(root.text(NODES + "node" + from + "/distance")
                            .orElse("")
                            .split(" +", -1))
                    .flatMap(each -> Numbers.small(each).stream().boxed())
                    .toList();
            distances.add(ids.stream()
                    .map(to -> distance(shown, online.indexOf(to)).orElse(from == to ? LOCAL : REMOTE))
                    .toList());
        }
        return distances;
    }

    private static OptionalInt distance(List<Integer> shown, int index) {
        return 0 <= index && index < shown.size() ? OptionalInt.of(shown.get(index)) : OptionalInt.empty();
    }

    /**
     * {@return a node with what its RAM holds}
     *
     * @param id its number
     * @param ranges its addresses
     * @param freeRam how much of its RAM is not reserved
     * @param pluggedMemmap how much of it is the memmap of memory that was plugged
     */
    Node node(int id, List<PhysicalRange> ranges, long freeRam, long pluggedMemmap) {
        Map<String, Long> kilobytes = new TreeMap<>();
        String file = root.has(NODES) ? NODES + "node" + id + "/meminfo" : "proc/meminfo";
        for (String line : root.text(file).orElse("").split("\n", -1)) {
            String[] words = line.replaceFirst("^Node \\d+ ", "").strip().split(":? +", -1);
            if (words.length >= 2) {
                Numbers.decimal(words[1]).ifPresent(each -> kilobytes.put(words[0], each));
            }
        }
        long files = kilobytes.getOrDefault("FilePages", kilobytes.getOrDefault("Cached", 0L)) * 1024;
        long used = (kilobytes.getOrDefault("MemTotal", 0L) - kilobytes.getOrDefault("MemFree", 0L)) * 1024
                - files
                - kilobytes.getOrDefault("AnonPages", 0L) * 1024
                - pluggedMemmap;
        long memoryUsed = Math.clamp(used, 0, freeRam);
        return new Node(id, cpus(id), ranges, memoryUsed, Math.clamp(files, 0, freeRam - memoryUsed));
    }
}
