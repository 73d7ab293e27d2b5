package memplug.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import memplug.machine.description.MachineDescription;
import memplug.machine.description.MachineDescription.FirmwareRange;
import memplug.machine.description.MachineDescription.FirmwareType;
import memplug.machine.phys.PhysicalRange;
import memplug.machine.phys.Resource;

/** Which addresses are RAM at boot, and of which node. */
final class BootRam {
    private final MachineDescription description;
    private final NavigableMap<PhysicalRange, Integer> ranges = new TreeMap<>();
    private final List<Resource> claims = new ArrayList<>();

    BootRam(MachineDescription description) {
        this.description = description;
        for (FirmwareRange each : description.memoryMap()) {
            claims.add(new Resource(each.range(), each.type().word(), kind(each.type())));
            if (each.type() == FirmwareType.SYSTEM_RAM) {
                splitByNode(each.range());
            }
        }
    }

    /** As arch/x86/kernel/e820.c: do_mark_busy(): drivers may claim parts of what is persistent or soft-reserved. */
    private static Resource.Kind kind(FirmwareType type) {
        return switch (type) {
            case SYSTEM_RAM -> Resource.Kind.SYSTEM_RAM;
            case PERSISTENT, PERSISTENT_LEGACY, SOFT_RESERVED, RESERVED -> Resource.Kind.CONTAINER;
            case ACPI_TABLES, ACPI_NVS, UNUSABLE -> Resource.Kind.BUSY;
        };
    }

    private void splitByNode(PhysicalRange range) {
        for (MachineDescription.Node node : description.nodes()) {
            for (PhysicalRange own : node.ranges()) {
                if (own.overlaps(range)) {
                    ranges.put(
                            new PhysicalRange(Math.max(own.start(), range.start()), Math.min(own.end(), range.end())),
                            node.id());
                }
            }
        }
    }

    /** The RAM, by range, with the number of its node. */
    NavigableMap<PhysicalRange, Integer> ranges() {
        return ranges;
    }

    /** What /proc/iomem shows of the memory map. */
    List<Resource> claims() {
        return claims;
    }

    /**
     * The node of an address that nobody names one for. As arch/x86/mm/numa.c: memory_add_physaddr_to_nid(): once booted, the
     * kernel knows the firmware's ranges below the end of RAM that have some; everything else is the first node's.
     */
    int nodeOf(long address) {
        for (MachineDescription.Node node : description.nodes()) {
            for (PhysicalRange own : node.ranges()) {
                if (address < end()
                        && own.contains(address)
                        && ranges.keySet().stream().anyMatch(own::overlaps)) {
                    return node.id();
                }
            }
        }
        return ranges.firstEntry().getValue();
    }

    long end() {
        return ranges.isEmpty() ? 0 : ranges.lastKey().end();
    }

    long bytes() {
        return ranges.keySet().stream().mapToLong(PhysicalRange::size).sum();
    }
}
