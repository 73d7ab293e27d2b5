package memplug.machine.description;

import java.util.ArrayList;
import java.util.List;
import memplug.machine.description.MachineDescription.FirmwareRange;
import memplug.machine.description.MachineDescription.FirmwareType;
import memplug.machine.description.MachineDescription.Region;
import memplug.machine.phys.PhysicalRange;

/** What the kernel makes of the firmware's memory map. */
final class MemoryMap {
    private static final PhysicalRange FIRST_PAGE = new PhysicalRange(0, Ranges.PAGE);
    private static final PhysicalRange BIOS = new PhysicalRange(0xa0000, 0x100000);

    private MemoryMap() {}

    /**
     * {@return the map by which /proc/iomem and zones are made} It differs from the firmware's in that the RAM which a
     * dax region lies on is no RAM. As arch/x86/kernel/setup.c: trim_bios_range(), the first page and the area of the
     * BIOS are no RAM either.
     *
     * @param firmwareMap the firmware's map
     * @param regions the dax regions
     */
    static List<FirmwareRange> of(List<FirmwareRange> firmwareMap, List<Region> regions) {
        List<FirmwareRange> map = new ArrayList<>(firmwareMap);
        for (Region region : regions) {
            map = retyped(map, footprint(region), typeOf(region));
        }
        map = retyped(map, FIRST_PAGE, FirmwareType.RESERVED);
        return without(map, BIOS);
    }

    /** {@return the addresses that a region takes away from RAM} */
    static PhysicalRange footprint(Region region) {
        return region.provider() == MachineDescription.Provider.PMEM ? region.namespace() : region.range();
    }

    private static FirmwareType typeOf(Region region) {
        return region.provider() == MachineDescription.Provider.PMEM
                ? FirmwareType.PERSISTENT_LEGACY
                : FirmwareType.SOFT_RESERVED;
    }

    private static List<FirmwareRange> retyped(List<FirmwareRange> map, PhysicalRange range, FirmwareType type) {
        List<FirmwareRange> changed = new ArrayList<>();
        for (FirmwareRange each : map) {
            if (each.type() == FirmwareType.SYSTEM_RAM) {
                Ranges.without(each.range(), range).forEach(left -> changed.add(new FirmwareRange(left, each.type())));
                Ranges.common(each.range(), range).ifPresent(part -> changed.add(new FirmwareRange(part, type)));
            } else {
                changed.add(each);
            }
        }
        changed.sort((one, other) -> one.range().compareTo(other.range()));
        return changed;
    }

    private static List<FirmwareRange> without(List<FirmwareRange> map, PhysicalRange range) {
        List<FirmwareRange> left = new ArrayList<>();
        for (FirmwareRange each : map) {
            if (each.type() == FirmwareType.SYSTEM_RAM) {
                Ranges.without(each.range(), range).forEach(part -> left.add(new FirmwareRange(part, each.type())));
            } else {
                left.add(each);
            }
        }
        return left;
    }
}
