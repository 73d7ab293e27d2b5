package memplug.machine.description;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Stream;
import memplug.machine.description.MachineDescription.Dimm;
import memplug.machine.description.MachineDescription.FirmwareRange;
import memplug.machine.description.MachineDescription.FirmwareType;
import memplug.machine.description.MachineDescription.Node;
import memplug.machine.description.MachineDescription.Reservation;
import memplug.machine.phys.ByteSize;
import memplug.machine.phys.PhysicalRange;

/** Checks whether RAM, the nodes it belongs to, and what is taken of it at boot fit together. */
final class MemoryChecks {
    private static final long MOST_BLOCKS = 1L << 22;
    private static final int MEMORY_PER_MEMMAP = 64;

    private final Plan plan;
    private final List<PhysicalRange> ram;
    private final Map<Integer, List<PhysicalRange>> ramOfNodes = new TreeMap<>();

    MemoryChecks(Plan plan) {
        this.plan = plan;
        this.ram = plan.memoryMap().stream()
                .filter(each -> each.type() == FirmwareType.SYSTEM_RAM)
                .flatMap(each -> Ranges.wholePages(each.range()))
                .toList();
        for (Placed<Node> node : plan.nodes()) {
            ramOfNodes.put(node.value().id(), Ranges.within(ram, node.value().ranges()));
        }
    }

    void check() {
        checkMap();
        checkBlocks();
        checkPlaces();
        checkAmounts();
    }

    private void checkMap() {
        Claims claims = new Claims();
        plan.draft().firmwareMap().stream().flatMap(List::stream).forEach(entry -> {
            claims.claim(entry.value().range(), entry.at().at("range"));
            checkHasNode(entry);
        });
        plan.draft()
                .file()
                .get("firmware-map")
                .filter(_ -> ram.isEmpty())
                .ifPresent(map -> map.mistake("firmware-map leaves no RAM; expected an entry of type System RAM"));
    }

    private void checkHasNode(Placed<FirmwareRange> entry) {
        List<PhysicalRange> ofNodes = plan.nodes().stream()
                .flatMap(node -> node.value().ranges().stream())
                .toList();
        Ranges.without(Ranges.within(ram, List.of(entry.value().range())), ofNodes).stream()
                .findFirst()
                .ifPresent(left -> entry.at()
                        .at("range")
                        .mistake("System RAM %s is in no node; expected it in the ranges of one"
                                .formatted(Ranges.text(left))));
    }

    private void checkBlocks() {
        long blockSize =
                plan.draft().blockSize().orElse(plan.draft().virtual() ? 128 * ByteSize.MIB : 2 * ByteSize.GIB);
        long memory = Ranges.size(ram)
                + plan.regions().stream()
                        .mapToLong(each -> each.value().range().size())
                        .sum()
                + plan.virtioMem().stream()
                        .mapToLong(each -> each.value().range().size())
                        .sum();
        if (memory / blockSize > MOST_BLOCKS) {
            plan.draft()
                    .file()
                    .at("block-size")
                    .mistake("%d blocks of %s are too many; expected at most %d"
                            .formatted(memory / blockSize, ByteSize.format(blockSize), MOST_BLOCKS));
        }
    }

    private void checkPlaces() {
        Claims claims = new Claims();
        for (Placed<Reservation> reservation : plan.reservations()) {
            Value at = reservation.at().at("at");
            long size = reservation.value().size();
            reservation.value().at().ifPresent(start -> {
                PhysicalRange range = PhysicalRange.ofSize(start, size);
                claims.claim(range, at);
                int node = reservation.value().node();
                if (!Ranges.without(List.of(range), ramOf(node)).isEmpty()) {
                    at.mistake("reservation %s is not all in RAM of node %d; expected addresses in %s"
                            .formatted(Ranges.text(range), node, texts(ramOf(node))));
                }
            });
        }
    }

    private List<PhysicalRange> ramOf(int node) {
        return ramOfNodes.getOrDefault(node, List.of());
    }

    private static String texts(List<PhysicalRange> ranges) {
        return ranges.isEmpty()
                ? "another node, this one has no RAM"
                : String.join(", ", ranges.stream().map(Ranges::text).toList());
    }

    /** Takes from each node what the file takes from it, in the order it is written, until too much is taken. */
    private void checkAmounts() {
        Map<Integer, Long> left = new TreeMap<>();
        ramOfNodes.forEach((node, ranges) -> left.put(node, Ranges.size(ranges) - movable(node)));
        for (Placed<Reservation> reservation : plan.reservations()) {
            Value at = reservation.at().at("size");
            PlanChecks.checkNode(
                    plan, reservation.value().node(), reservation.at().at("node"));
            take(left, reservation.value().node(), reservation.value().size(), at);
        }
        for (Placed<Node> node : plan.nodes()) {
            take(left, node.value().id(), node.value().memoryUsed(), node.at().at("memory-used"));
            long pageCache = node.value().pageCache() - movable(node.value().id());
            take(left, node.value().id(), Math.max(0, pageCache), node.at().at("page-cache"));
        }
        bootDimms().forEach(dimm -> takeMetadata(left, dimm));
    }

    /** The DIMMs that are RAM at boot. */
    private Stream<Placed<Dimm>> bootDimms() {
        return plan.draft().dimms().stream()
                .flatMap(dimms -> dimms.atBoot().stream())
                .filter(dimm -> ram.stream()
                        .anyMatch(range -> range.contains(dimm.value().range())));
    }

    /** How much RAM of a node is in ZONE_MOVABLE: with {@code movable_node}, all from its first DIMM on. */
    private long movable(int node) {
        OptionalLong first = bootDimms()
                .filter(dimm ->
                        plan.draft().kernel().movableNode() && dimm.value().node() == node)
                .mapToLong(dimm -> dimm.value().range().start())
                .min();
        return first.isEmpty()
                ? 0
                : Ranges.size(
                        Ranges.within(ramOf(node), List.of(new PhysicalRange(first.getAsLong(), Amounts.ADDRESS_END))));
    }

    /** With {@code movable_node}, the memmap and page tables of a DIMM lie in RAM that stays. */
    private void takeMetadata(Map<Integer, Long> left, Placed<Dimm> dimm) {
        long size = dimm.value().range().size();
        long metadata = size / MEMORY_PER_MEMMAP + (size / ByteSize.GIB + 2) * Ranges.PAGE;
        long free = left.values().stream().mapToLong(each -> each).sum();
        if (plan.draft().kernel().movableNode() && free >= 0 && metadata > free) {
            dimm.at()
                    .at("range")
                    .mistake("the memmap of DIMM %s needs %s of RAM that stays; expected at most %s to be needed"
                            .formatted(dimm.value().name(), ByteSize.format(metadata), ByteSize.format(free)));
        }
    }

    private static void take(Map<Integer, Long> left, int node, long size, Value at) {
        long free = left.getOrDefault(node, Long.MAX_VALUE);
        if (size > free) {
            at.mistake("%s of node %d is more RAM than it has left; expected at most %s"
                    .formatted(ByteSize.format(size), node, ByteSize.format(free)));
        }
        // Of a node that does not exist, or has nothing left, one mistake is noted, and no more.
        left.put(node, size > free ? Long.MAX_VALUE : free - size);
    }
}
