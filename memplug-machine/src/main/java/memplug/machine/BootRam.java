package memplug.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import memplug.machine.description.MachineDescription;
import memplug.machine.description.MachineDescription.FirmwareRange;
import memplug.machine.description.MachineDescription.FirmwareType;
import memplug.machine.description.MachineDescription.Region;
import memplug.machine.phys.PhysicalRange;
import memplug.machine.phys.Resource;

/**
 * Which addresses are RAM at boot. The first page is none, as the kernel keeps off it; and what the command line made a
 * legacy persistent-memory namespace of ({@code memmap=1G!4G}) is none, though the firmware calls it RAM.
 */
final class BootRam {
    private static final PhysicalRange FIRST_PAGE = new PhysicalRange(0, 4096);
    private static final String LEGACY = FirmwareType.PERSISTENT_LEGACY.word();

    private final MachineDescription description;
    private final NavigableMap<PhysicalRange, Integer> ranges = new TreeMap<>();
    private final List<Resource> claims = new ArrayList<>();

    BootRam(MachineDescription description) {
        this.description = description;
        for (FirmwareRange each : description.firmwareMap()) {
            if (each.type() == FirmwareType.SYSTEM_RAM) {
                splitRam(each.range());
            } else {
                Resource.Kind kind = each.type() == FirmwareType.PERSISTENT
                                || each.type() == FirmwareType.PERSISTENT_LEGACY
                                || each.type() == FirmwareType.SOFT_RESERVED
                        ? Resource.Kind.CONTAINER
                        : Resource.Kind.BUSY;
                claims.add(new Resource(each.range(), each.type().word(), kind));
            }
        }
    }

    /** The RAM, by range, with the number of its node. */
    NavigableMap<PhysicalRange, Integer> ranges() {
        return ranges;
    }

    /** What /proc/iomem shows of the firmware map. */
    List<Resource> claims() {
        return claims;
    }

    long end() {
        return ranges.isEmpty() ? 0 : ranges.lastKey().end();
    }

    long bytes() {
        return ranges.keySet().stream().mapToLong(PhysicalRange::size).sum();
    }

    private void splitRam(PhysicalRange range) {
        List<PhysicalRange> left = new ArrayList<>(List.of(range));
        if (range.contains(FIRST_PAGE)) {
            claims.add(new Resource(FIRST_PAGE, FirmwareType.RESERVED.word(), Resource.Kind.BUSY));
            left = without(left, FIRST_PAGE);
        }
        for (Region region : description.regions()) {
            if (region.provider() == MachineDescription.Provider.PMEM && range.contains(region.namespace())) {
                claims.add(new Resource(region.namespace(), LEGACY, Resource.Kind.CONTAINER));
                left = without(left, region.namespace());
            }
        }
        for (PhysicalRange each : left) {
            claims.add(new Resource(each, FirmwareType.SYSTEM_RAM.word(), Resource.Kind.SYSTEM_RAM));
            splitByNode(each);
        }
    }

    private static List<PhysicalRange> without(List<PhysicalRange> ranges, PhysicalRange gone) {
        List<PhysicalRange> left = new ArrayList<>();
        for (PhysicalRange range : ranges) {
            if (!range.overlaps(gone)) {
                left.add(range);
                continue;
            }
            if (range.start() < gone.start()) {
                left.add(new PhysicalRange(range.start(), gone.start()));
            }
            if (gone.end() < range.end()) {
                left.add(new PhysicalRange(gone.end(), range.end()));
            }
        }
        return left;
    }

    private void splitByNode(PhysicalRange range) {
        for (MachineDescription.Node node : description.nodes()) {
            for (PhysicalRange own : node.ranges()) {
                if (own.overlaps(range)) {
                    ranges.put(
                            new PhysicalRange(
                                    Math.max(own.start(), range.start()), Math.min(own.end(), range.end())),
                            node.id());
                }
            }
        }
    }
}
