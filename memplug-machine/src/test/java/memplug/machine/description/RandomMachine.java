package memplug.machine.description;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.IntStream;
import memplug.machine.description.MachineDescription.BootDriver;
import memplug.machine.description.MachineDescription.Device;
import memplug.machine.description.MachineDescription.Dimm;
import memplug.machine.description.MachineDescription.Dimms;
import memplug.machine.description.MachineDescription.Features;
import memplug.machine.description.MachineDescription.FirmwareRange;
import memplug.machine.description.MachineDescription.FirmwareType;
import memplug.machine.description.MachineDescription.Holder;
import memplug.machine.description.MachineDescription.Kernel;
import memplug.machine.description.MachineDescription.Node;
import memplug.machine.description.MachineDescription.Region;
import memplug.machine.description.MachineDescription.Reservation;
import memplug.machine.description.MachineDescription.Resource;
import memplug.machine.description.MachineDescription.VirtioMem;
import memplug.machine.phys.ByteSize;
import memplug.machine.phys.PhysicalRange;

/** Some consistent machine; the same for the same seed. */
final class RandomMachine {
    private static final long UNIT = 128 * ByteSize.MIB;
    private static final List<String> NAMES = List.of(
            "memmap", "Kernel code", "0000:00:02.0", "PCI ECAM 0000 [bus 00-00]", "a: \"b\" # \\c", "Grüße", "~");

    private final Random random;
    private long address;

    RandomMachine(long seed) {
        random = new Random(seed);
    }

    MachineDescription machine() {
        List<FirmwareRange> map = new ArrayList<>();
        List<Node> nodes = new ArrayList<>();
        List<Reservation> reservations = new ArrayList<>();
        int id = random.nextInt(3);
        for (int i = random.nextInt(4); i >= 0; i--, id += 1 + random.nextInt(3)) {
            nodes.add(node(id, map, reservations));
        }
        return new MachineDescription(
                one(NAMES),
                random.nextBoolean() ? OptionalLong.of(UNIT << random.nextInt(5)) : OptionalLong.empty(),
                random.nextBoolean(),
                map,
                nodes,
                distances(nodes.size()),
                reservations,
                resources(),
                regions(nodes),
                virtioMem(nodes),
                dimms(nodes),
                kernel(),
                new Features(
                        random.nextBoolean(),
                        random.nextBoolean(),
                        random.nextBoolean(),
                        random.nextBoolean(),
                        random.nextBoolean(),
                        random.nextBoolean(),
                        random.nextBoolean()),
                processes(nodes));
    }

    private List<Holder> processes(List<Node> nodes) {
        return IntStream.range(0, random.nextInt(3))
                .mapToObj(i -> new Holder(
                        "p" + i,
                        ByteSize.MIB * (3 + random.nextInt(30)),
                        one(List.copyOf(Words.POLICIES.keySet())),
                        List.of(one(nodes).id()),
                        one(List.copyOf(Words.PAGE_KINDS.keySet())),
                        ByteSize.MIB * random.nextInt(3),
                        ByteSize.MIB * random.nextInt(3)))
                .toList();
    }

    private Node node(int id, List<FirmwareRange> map, List<Reservation> reservations) {
        List<Integer> cpus = id < 3 || random.nextBoolean()
                ? IntStream.range(0, 8).map(each -> each * 2 + id * 100).boxed().toList()
                : List.of();
        List<PhysicalRange> ranges = new ArrayList<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            PhysicalRange range = next(UNIT * (4 + random.nextInt(8)), UNIT);
            ranges.add(range);
            map.add(new FirmwareRange(range, FirmwareType.SYSTEM_RAM));
            if (random.nextBoolean()) {
                reservations.add(new Reservation(
                        one(NAMES), id, OptionalLong.of(range.end() - UNIT), Ranges.PAGE * (1 + random.nextInt(1000))));
            }
        }
        map.add(new FirmwareRange(next(Ranges.PAGE, 1), one(List.of(FirmwareType.RESERVED, FirmwareType.ACPI_NVS))));
        if (random.nextBoolean()) {
            reservations.add(
                    new Reservation(one(NAMES), id, OptionalLong.empty(), Ranges.PAGE * random.nextInt(1, 1000)));
        }
        return new Node(id, cpus, ranges, Ranges.PAGE * random.nextInt(1000), ByteSize.MIB * random.nextInt(10));
    }

    /** {@return a range behind all so far} */
    private PhysicalRange next(long size, long align) {
        long start = (address + random.nextInt(3) * UNIT + align - 1) / align * align;
        address = start + size;
        return PhysicalRange.ofSize(start, size);
    }

    private <T> T one(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    private List<List<Integer>> distances(int nodes) {
        return IntStream.range(0, nodes)
                .mapToObj(i -> IntStream.range(0, nodes)
                        .mapToObj(j -> i == j ? 10 : 10 + random.nextInt(246))
                        .toList())
                .toList();
    }

    private List<Resource> resources() {
        List<Resource> resources = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            PhysicalRange range = next(1 + random.nextInt(1 << 20), 1);
            resources.add(new Resource(range, one(NAMES)));
            resources.add(new Resource(range, one(NAMES)));
        }
        return resources;
    }

    private List<Region> regions(List<Node> nodes) {
        List<Region> regions = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            int id = regions.size() * 2;
            var provider = one(List.of(MachineDescription.Provider.values()));
            boolean isPmem = provider == MachineDescription.Provider.PMEM;
            PhysicalRange namespace = next(UNIT * 16, ByteSize.GIB);
            PhysicalRange range =
                    isPmem ? new PhysicalRange(namespace.start() + ByteSize.GIB, namespace.end()) : namespace;
            OptionalInt target =
                    random.nextBoolean() ? OptionalInt.of(one(nodes).id()) : OptionalInt.empty();
            regions.add(new Region(
                    id,
                    provider,
                    range,
                    "platform/" + one(List.of("x:y", "hmem.", "a b".replace(' ', '_'))) + id,
                    namespace,
                    one(List.of(4 * ByteSize.KIB, 2 * ByteSize.MIB, ByteSize.GIB)),
                    target,
                    one(nodes).id(),
                    isPmem
                            ? List.of(new Device(random.nextInt(3), driver(target), List.of(range)))
                            : devices(range, target)));
        }
        return regions;
    }

    private List<VirtioMem> virtioMem(List<Node> nodes) {
        List<VirtioMem> devices = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            long blockSize = ByteSize.MIB << random.nextInt(10);
            PhysicalRange range = next(UNIT * 8, ByteSize.GIB);
            devices.add(new VirtioMem(
                    one(List.of("vmem", "vm-")) + i,
                    range,
                    blockSize,
                    one(nodes).id(),
                    "pci0000:00/0000:00:04.0/virtio" + i,
                    random.nextInt(2) * blockSize));
        }
        return devices;
    }

    private Dimms dimms(List<Node> nodes) {
        int slots = random.nextInt(4);
        if (slots == 0) {
            return Dimms.NONE;
        }
        List<Dimm> atBoot = new ArrayList<>();
        for (int slot = random.nextInt(2); slot < slots; slot += 2) {
            atBoot.add(new Dimm("dimm-" + slot, slot, one(nodes).id(), next(UNIT, Ranges.PAGE)));
        }
        return new Dimms(slots, random.nextBoolean(), atBoot);
    }

    private BootDriver driver(OptionalInt target) {
        return one(target.isPresent() ? List.of(BootDriver.values()) : List.of(BootDriver.DEVICE_DAX, BootDriver.NONE));
    }

    /** Devices of one range, of two in descending order, and of none. */
    private List<Device> devices(PhysicalRange range, OptionalInt target) {
        PhysicalRange low = PhysicalRange.ofSize(range.start(), range.size() / 2);
        PhysicalRange high = new PhysicalRange(low.end(), range.end());
        return switch (random.nextInt(4)) {
            case 0 -> List.of();
            case 1 -> List.of(new Device(0, driver(target), List.of(high, low)));
            case 2 -> List.of(new Device(0, BootDriver.NONE, List.of()), new Device(7, driver(target), List.of(low)));
            default ->
                List.of(new Device(0, driver(target), List.of(low)), new Device(1, driver(target), List.of(high)));
        };
    }

    private Kernel kernel() {
        Map<String, String> other = new LinkedHashMap<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            other.put("parameter." + i, random.nextBoolean() ? one(NAMES) : "");
        }
        return new Kernel(
                one(List.of("", "quiet movable_node memhp_default_state=online", "x=\"a b\" memmap=1G!4G")),
                one(List.copyOf(Words.ONLINE_TYPES.keySet())),
                random.nextBoolean(),
                one(List.copyOf(Words.MEMMAP_MODES.keySet())),
                one(List.copyOf(Words.ONLINE_POLICIES.keySet())),
                random.nextInt(1000),
                random.nextBoolean(),
                other);
    }
}
