package memplug.machine.description;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import memplug.machine.description.MachineDescription.Features;
import memplug.machine.description.MachineDescription.FirmwareRange;
import memplug.machine.description.MachineDescription.FirmwareType;
import memplug.machine.description.MachineDescription.Kernel;
import memplug.machine.description.MachineDescription.Resource;
import memplug.machine.phys.ByteSize;
import memplug.machine.phys.PhysicalRange;

/** A machine file as it is written: every value is of the right kind, and whether they fit together is yet unknown. */
record Draft(
        Fields file,
        String name,
        OptionalLong blockSize,
        boolean virtual,
        Optional<List<Placed<FirmwareRange>>> firmwareMap,
        List<NodeDraft> nodes,
        Optional<List<List<Integer>>> distances,
        Optional<List<ReservationDraft>> reservations,
        Optional<List<Placed<Resource>>> resources,
        List<RegionDraft> regions,
        List<VirtioMemDraft> virtioMem,
        Optional<DimmsDraft> dimms,
        Kernel kernel,
        Features features,
        List<ProcessDraft> processes) {
    private static final int MOST_ENTRIES = 4096;
    private static final int MOST_NODES = 1024;
    private static final int MOST_PROCESSES = 65_536;
    private static final int FARTHEST = 255;

    static Draft read(Value root, String defaultName) {
        Fields file = root.fields(
                "name",
                "block-size",
                "virtual",
                "firmware-map",
                "nodes",
                "distances",
                "reservations",
                "resources",
                "dax-regions",
                "virtio-mem",
                "dimms",
                "kernel",
                "features",
                "processes");
        return new Draft(
                file,
                file.get("name").map(Value::text).orElse(defaultName),
                file.bytes("block-size", Draft::blockSize),
                file.get("virtual").map(Amounts::flag).orElse(false),
                file.get("firmware-map").map(Draft::firmwareMap),
                file.need("nodes", "[{id: 0, memory: 4GiB}]").map(Draft::nodes).orElse(List.of()),
                file.get("distances").map(Draft::distances),
                file.get("reservations").map(Draft::reservations),
                file.get("resources").map(Draft::resources),
                file.get("dax-regions").map(Draft::regions).orElse(List.of()),
                file.get("virtio-mem").map(Draft::virtioMem).orElse(List.of()),
                file.get("dimms").map(DimmsDraft::read),
                KernelFields.kernel(file.get("kernel").map(KernelFields::of)),
                KernelFields.features(file.get("features")),
                file.get("processes").map(Draft::processes).orElse(List.of()));
    }

    private static long blockSize(Value value) {
        long size = Amounts.size(value);
        if (Long.bitCount(size) != 1 || size < 128 * ByteSize.MIB || size > 2 * ByteSize.GIB) {
            value.wrong("is no block size", "128MiB, 256MiB, 512MiB, 1GiB or 2GiB");
        }
        return size;
    }

    private static List<Placed<FirmwareRange>> firmwareMap(Value value) {
        return value.items("entry of firmware-map", MOST_ENTRIES).stream()
                .map(each -> each.fields("range", "type"))
                .flatMap(at -> {
                    FirmwareType type = at.need("type", "System RAM")
                            .map(word -> word.word(Words.FIRMWARE_TYPES))
                            .orElse(FirmwareType.SYSTEM_RAM);
                    return range(at).map(range -> new Placed<>(new FirmwareRange(range, type), at)).stream();
                })
                .toList();
    }

    private static List<NodeDraft> nodes(Value value) {
        List<NodeDraft> nodes =
                value.items("node", MOST_NODES).stream().map(NodeDraft::read).toList();
        if (nodes.isEmpty() && value.isList()) {
            value.mistake("nodes is an empty list; expected one node or more, such as {id: 0, memory: 4GiB}");
        }
        return nodes;
    }

    private static List<List<Integer>> distances(Value value) {
        return value.items("row of distances", MOST_NODES).stream()
                .map(row -> row.items("distance", MOST_NODES).stream()
                        .map(each -> Amounts.number(each, 10, FARTHEST))
                        .toList())
                .toList();
    }

    private static List<ReservationDraft> reservations(Value value) {
        return value.items("reservation", MOST_ENTRIES).stream()
                .map(ReservationDraft::read)
                .toList();
    }

    private static List<Placed<Resource>> resources(Value value) {
        return value.items("resource", MOST_ENTRIES).stream()
                .map(each -> each.fields("range", "name"))
                .flatMap(at -> {
                    String name =
                            at.need("name", "PCI Bus 0000:00").map(Value::text).orElse("");
                    return range(at).map(range -> new Placed<>(new Resource(range, name), at)).stream();
                })
                .toList();
    }

    private static List<RegionDraft> regions(Value value) {
        List<RegionDraft> regions = new ArrayList<>();
        for (Value each : value.items("dax region", MOST_ENTRIES)) {
            regions.add(RegionDraft.read(each, regions.size()));
        }
        return regions;
    }

    private static List<ProcessDraft> processes(Value value) {
        return value.items("process", MOST_PROCESSES).stream()
                .map(ProcessDraft::read)
                .toList();
    }

    private static List<VirtioMemDraft> virtioMem(Value value) {
        List<VirtioMemDraft> devices = new ArrayList<>();
        for (Value each : value.items("virtio-mem device", MOST_ENTRIES)) {
            devices.add(VirtioMemDraft.read(each, devices.size()));
        }
        return devices;
    }

    private static Optional<PhysicalRange> range(Fields at) {
        return at.need("range", "0x100000000-0x13fffffff").flatMap(Amounts::range);
    }

    /** {@return the sizes of all memory that the file writes as {@code memory}, which lets its map follow} */
    SortedMap<Integer, Long> memory() {
        SortedMap<Integer, Long> memory = new TreeMap<>();
        nodes.forEach(node -> node.memory().ifPresent(size -> memory.put(node.id(), size)));
        return memory;
    }
}
