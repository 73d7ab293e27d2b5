package memplug.machine.description;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.stream.IntStream;
import memplug.machine.description.MachineDescription.Dimms;
import memplug.machine.description.MachineDescription.FirmwareRange;
import memplug.machine.description.MachineDescription.Node;
import memplug.machine.description.MachineDescription.Region;
import memplug.machine.description.MachineDescription.Reservation;
import memplug.machine.description.MachineDescription.Resource;
import memplug.machine.description.MachineDescription.VirtioMem;
import memplug.machine.phys.PhysicalRange;

/**
 * A machine with all that its file leaves out, of which it is still to be checked whether it fits together.
 *
 * @param draft the file
 * @param isLaidOut whether the firmware's map follows from the memory of the nodes
 */
record Plan(
        Draft draft,
        boolean isLaidOut,
        List<Placed<FirmwareRange>> firmwareMap,
        List<Placed<Node>> nodes,
        List<List<Integer>> distances,
        List<Placed<Reservation>> reservations,
        List<Placed<Resource>> resources,
        List<RegionPlan> regions,
        List<Placed<VirtioMem>> virtioMem) {
    private static final int LOCAL = 10;
    private static final int REMOTE = 20;

    static Plan of(Draft draft) {
        SortedMap<Integer, Long> memory = draft.memory();
        Optional<UsualPc> pc = memory.isEmpty() || draft.firmwareMap().isPresent()
                ? Optional.empty()
                : Optional.of(UsualPc.of(memory));
        List<Placed<FirmwareRange>> map = draft.firmwareMap()
                .orElseGet(() -> placed(pc.map(UsualPc::firmwareMap).orElse(List.of()), draft));
        List<Placed<Node>> nodes = nodes(draft, pc, map);
        List<List<Integer>> distances = draft.distances().orElseGet(() -> distances(nodes.size()));
        NodeFinder finder = new NodeFinder(nodes.stream().map(Placed::value).toList(), distances);
        return new Plan(
                draft,
                pc.isPresent(),
                map.stream()
                        .sorted(Comparator.comparing(each -> each.value().range()))
                        .toList(),
                nodes,
                distances,
                draft.reservations()
                        .map(written -> written.stream()
                                .map(each -> reservation(each, finder))
                                .toList())
                        .orElseGet(() -> placed(pc.map(UsualPc::reservations).orElse(List.of()), draft)),
                draft.resources()
                        .orElseGet(() -> placed(pc.map(UsualPc::resources).orElse(List.of()), draft)),
                draft.regions().stream()
                        .map(each -> RegionPlan.of(each, finder))
                        .sorted(Comparator.comparingInt(each -> each.value().id()))
                        .toList(),
                draft.virtioMem().stream()
                        .map(each -> each.value(
                                nodes.isEmpty() ? 0 : nodes.getFirst().value().id()))
                        .toList());
    }

    private static <T> List<Placed<T>> placed(List<T> parts, Draft draft) {
        return parts.stream().map(each -> new Placed<>(each, draft.file())).toList();
    }

    private static List<Placed<Node>> nodes(Draft draft, Optional<UsualPc> pc, List<Placed<FirmwareRange>> map) {
        boolean saysCpus = draft.nodes().stream().anyMatch(each -> each.cpus().isPresent());
        List<NodeDraft> ascending = draft.nodes().stream()
                .sorted(Comparator.comparingInt(NodeDraft::id))
                .toList();
        List<Placed<Node>> nodes = new ArrayList<>();
        for (NodeDraft node : ascending) {
            List<Integer> defaultCpus = saysCpus || !nodes.isEmpty() ? List.of() : List.of(0);
            List<PhysicalRange> defaultRanges = pc.map(UsualPc::ranges)
                    .map(ranges -> ranges.get(node.id()))
                    .orElseGet(() -> ascending.size() == 1 ? everything(draft, map) : List.of());
            long memory = node.memory().orElse(0);
            nodes.add(new Placed<>(
                    new Node(
                            node.id(),
                            node.cpus().orElse(defaultCpus),
                            node.ranges().orElse(defaultRanges).stream()
                                    .sorted()
                                    .toList(),
                            node.memoryUsed().orElse(memory == 0 ? 0 : UsualPc.memoryUsed(memory)),
                            node.pageCache().orElse(UsualPc.pageCache(memory))),
                    node.at()));
        }
        return List.copyOf(nodes);
    }

    /** {@return all addresses up to the last one of the firmware's map and of the regions} */
    private static List<PhysicalRange> everything(Draft draft, List<Placed<FirmwareRange>> map) {
        long mapEnd =
                map.stream().mapToLong(each -> each.value().range().end()).max().orElse(0);
        long regionsEnd = draft.regions().stream()
                .flatMap(each -> each.range().stream())
                .mapToLong(PhysicalRange::end)
                .max()
                .orElse(0);
        long devicesEnd = draft.virtioMem().stream()
                .flatMap(each -> each.range().stream())
                .mapToLong(PhysicalRange::end)
                .max()
                .orElse(0);
        long end = Math.max(mapEnd, Math.max(regionsEnd, devicesEnd));
        return end == 0 ? List.of() : List.of(new PhysicalRange(0, end));
    }

    private static List<List<Integer>> distances(int nodes) {
        return IntStream.range(0, nodes)
                .mapToObj(i -> IntStream.range(0, nodes)
                        .mapToObj(j -> i == j ? LOCAL : REMOTE)
                        .toList())
                .toList();
    }

    private static Placed<Reservation> reservation(ReservationDraft written, NodeFinder finder) {
        OptionalInt node = written.node().isPresent() ? written.node() : finder.owner(written.address());
        if (node.isEmpty()) {
            written.at().need("node", "0");
        }
        return new Placed<>(
                new Reservation(written.name(), node.orElse(0), written.address(), written.size()), written.at());
    }

    /** {@return the machine} */
    MachineDescription description() {
        return new MachineDescription(
                draft.name(),
                draft.blockSize(),
                draft.virtual(),
                values(firmwareMap),
                values(nodes),
                distances,
                values(reservations),
                values(resources),
                regionValues(),
                values(virtioMem),
                draft.dimms().map(DimmsDraft::value).orElse(Dimms.NONE),
                draft.kernel(),
                draft.features(),
                draft.processes().stream().map(ProcessDraft::process).toList());
    }

    private List<Region> regionValues() {
        return regions.stream().map(RegionPlan::value).toList();
    }

    /** {@return the map as the kernel takes it} */
    List<FirmwareRange> memoryMap() {
        return MemoryMap.of(values(firmwareMap), regionValues());
    }

    private static <T> List<T> values(List<Placed<T>> parts) {
        return parts.stream().map(Placed::value).toList();
    }
}
