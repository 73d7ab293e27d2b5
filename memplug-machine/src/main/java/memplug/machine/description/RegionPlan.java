package memplug.machine.description;

import java.util.Comparator;
import java.util.List;
import memplug.machine.description.MachineDescription.BootDriver;
import memplug.machine.description.MachineDescription.Device;
import memplug.machine.description.MachineDescription.Region;
import memplug.machine.description.RegionDraft.DeviceDraft;
import memplug.machine.phys.PhysicalRange;

/**
 * A dax region with all that its file leaves out.
 *
 * @param value the region
 * @param at its keys
 * @param devices its devices, in the same order as the region has them
 */
record RegionPlan(Region value, Fields at, List<Placed<Device>> devices) {
    static RegionPlan of(RegionDraft draft, NodeFinder finder) {
        PhysicalRange range = draft.range().orElseThrow();
        List<Placed<Device>> devices = draft.devices()
                .map(written -> written.stream()
                        .map(each -> new Placed<>(device(each, draft, range), each.at()))
                        .sorted(Comparator.comparingInt(each -> each.value().id()))
                        .toList())
                .orElseGet(() -> List.of(
                        new Placed<>(new Device(0, driver(draft, List.of(range)), List.of(range)), draft.at())));
        Region region = new Region(
                draft.id(),
                draft.provider(),
                range,
                draft.path().orElse(path(draft)),
                draft.namespace().orElse(range),
                draft.align(),
                draft.targetNode(),
                draft.numaNode().orElseGet(() -> finder.nearestCpus(draft.targetNode())),
                devices.stream().map(Placed::value).toList());
        return new RegionPlan(region, draft.at(), devices);
    }

    private static Device device(DeviceDraft written, RegionDraft draft, PhysicalRange range) {
        List<PhysicalRange> ranges = written.ranges().orElse(List.of(range));
        return new Device(written.id(), written.driver().orElseGet(() -> driver(draft, ranges)), ranges);
    }

    /** {@return what the kernel binds a device of such a region to by itself} */
    private static BootDriver driver(RegionDraft draft, List<PhysicalRange> ranges) {
        if (ranges.isEmpty()) {
            return BootDriver.NONE;
        }
        if (draft.provider() == MachineDescription.Provider.PMEM) {
            return BootDriver.DEVICE_DAX;
        }
        return draft.targetNode().isPresent() ? BootDriver.KMEM : BootDriver.NONE;
    }

    private static String path(RegionDraft draft) {
        int id = draft.id();
        return switch (draft.provider()) {
            case PMEM -> "platform/e820_pmem/ndbus0/region%d/dax%d.0".formatted(id, id);
            case HMEM -> "platform/hmem.%d".formatted(id);
            case CXL -> "platform/ACPI0017:00/root0/decoder0.%d/region%d/dax_region%d".formatted(id, id, id);
        };
    }
}
