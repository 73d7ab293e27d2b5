package memplug.machine.description;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import memplug.machine.description.MachineDescription.FirmwareRange;
import memplug.machine.description.MachineDescription.FirmwareType;
import memplug.machine.description.MachineDescription.Reservation;
import memplug.machine.description.MachineDescription.Resource;
import memplug.machine.phys.ByteSize;
import memplug.machine.phys.PhysicalRange;

/**
 * Where memory lies in a usual PC, for a file that only says how much of it each node has: from 0 up to 3 GiB, and from
 * 4 GiB on, one node after the other.
 *
 * @param firmwareMap the firmware's map
 * @param ranges the addresses of each node that has memory
 * @param reservations what the kernel takes while booting
 * @param resources buses, and the pieces of the kernel
 */
record UsualPc(
        List<FirmwareRange> firmwareMap,
        Map<Integer, List<PhysicalRange>> ranges,
        List<Reservation> reservations,
        List<Resource> resources) {
    private static final long HOLE = 3 * ByteSize.GIB;
    private static final long HOLE_END = 4 * ByteSize.GIB;
    private static final long FIRMWARE_TABLES = 128 * ByteSize.KIB;

    private static final List<Resource> RESOURCES = List.of(
            resource(0xa0000, 0xc0000, "PCI Bus 0000:00"),
            resource(0xf0000, 0x100000, "System ROM"),
            resource(0x1000000, 0x1800000, "Kernel code"),
            resource(0x1800000, 0x19ad000, "Kernel rodata"),
            resource(0x1a00000, 0x1af5f00, "Kernel data"),
            resource(0x1c0b000, 0x1e00000, "Kernel bss"),
            resource(HOLE, 0xfec00000L, "PCI Bus 0000:00"),
            resource(0xfec00000L, 0xfec00400L, "IOAPIC 0"));

    /**
     * {@return the layout}
     *
     * @param memory how much memory each node has, 256 MiB or more in all
     */
    static UsualPc of(SortedMap<Integer, Long> memory) {
        Map<Integer, List<PhysicalRange>> ranges = new TreeMap<>();
        long address = 0;
        for (Map.Entry<Integer, Long> node : memory.entrySet()) {
            List<PhysicalRange> pieces = new ArrayList<>();
            for (long left = node.getValue(); left > 0; ) {
                long size = address < HOLE ? Math.min(left, HOLE - address) : left;
                pieces.add(PhysicalRange.ofSize(address, size));
                left -= size;
                address = address + size == HOLE ? HOLE_END : address + size;
            }
            ranges.put(node.getKey(), pieces);
        }
        return new UsualPc(firmwareMap(address), ranges, reservations(memory), RESOURCES);
    }

    private static List<FirmwareRange> firmwareMap(long end) {
        long lowEnd = Math.min(end, HOLE);
        List<FirmwareRange> map = new ArrayList<>(List.of(
                entry(0, 0x9fc00, FirmwareType.SYSTEM_RAM),
                entry(0x9fc00, 0xa0000, FirmwareType.RESERVED),
                entry(0xf0000, 0x100000, FirmwareType.RESERVED),
                entry(0x100000, lowEnd - FIRMWARE_TABLES, FirmwareType.SYSTEM_RAM),
                entry(lowEnd - FIRMWARE_TABLES, lowEnd, FirmwareType.RESERVED),
                entry(0xfffc0000L, HOLE_END, FirmwareType.RESERVED)));
        if (end > HOLE_END) {
            map.add(entry(HOLE_END, end, FirmwareType.SYSTEM_RAM));
        }
        return List.copyOf(map);
    }

    private static FirmwareRange entry(long start, long end, FirmwareType type) {
        return new FirmwareRange(new PhysicalRange(start, end), type);
    }

    private static List<Reservation> reservations(SortedMap<Integer, Long> memory) {
        int first = memory.firstKey();
        List<Reservation> reservations = new ArrayList<>(List.of(
                new Reservation("low memory", first, OptionalLong.of(0x1000), 0x9e000),
                new Reservation("kernel image", first, OptionalLong.of(16 * ByteSize.MIB), 14 * ByteSize.MIB)));
        memory.forEach((node, size) -> {
            reservations.add(new Reservation("memmap", node, OptionalLong.empty(), size / 64));
            reservations.add(new Reservation(
                    "per-cpu data and early page tables", node, OptionalLong.empty(), 8 * ByteSize.MIB + size / 1024));
        });
        return List.copyOf(reservations);
    }

    /** {@return what the kernel holds after boot on a node of a size} */
    static long memoryUsed(long memory) {
        return 32 * ByteSize.MIB + memory / 512;
    }

    /** {@return what files fill after boot on a node of a size} */
    static long pageCache(long memory) {
        return memory / 64;
    }

    private static Resource resource(long start, long end, String name) {
        return new Resource(new PhysicalRange(start, end), name);
    }
}
