package memplug.machine.description;

import java.util.List;
import memplug.machine.description.MachineDescription.BootDriver;
import memplug.machine.description.MachineDescription.Device;
import memplug.machine.description.MachineDescription.FirmwareRange;
import memplug.machine.description.MachineDescription.FirmwareType;
import memplug.machine.description.MachineDescription.Region;
import memplug.machine.phys.ByteSize;
import memplug.machine.phys.PhysicalRange;

/** Checks whether the dax regions of a machine fit together, and with the rest of it. */
final class RegionChecks {
    private final Plan plan;
    private final Unique ids = new Unique("dax region");
    private final Unique paths = new Unique("path");
    private final Claims claims = new Claims();

    RegionChecks(Plan plan) {
        this.plan = plan;
    }

    void check() {
        plan.regions().forEach(this::check);
    }

    private void check(RegionPlan region) {
        Region value = region.value();
        Fields at = region.at();
        ids.take(value.id(), at.at("id"));
        paths.take(value.path(), at.at("path"));
        claims.claim(MemoryMap.footprint(value), at.at(at.has("namespace") ? "namespace" : "range"));
        checkAligned(value.range(), value.align(), at.at("range"));
        at.get("target-node")
                .ifPresent(each -> PlanChecks.checkNode(plan, value.targetNode().orElseThrow(), each));
        at.get("numa-node").ifPresent(each -> PlanChecks.checkNode(plan, value.numaNode(), each));
        checkNamespace(region);
        checkFreeOfRam(region);
        checkDevices(region);
    }

    private static void checkAligned(PhysicalRange range, long align, Value at) {
        if (!range.isAligned(align)) {
            at.mistake("range %s is misaligned; expected a start and a size that are multiples of %s"
                    .formatted(Ranges.text(range), ByteSize.format(align)));
        }
    }

    private static void checkNamespace(RegionPlan region) {
        Value at = region.at().at("namespace");
        PhysicalRange namespace = region.value().namespace();
        if (region.at().has("namespace") && region.value().provider() != MachineDescription.Provider.PMEM) {
            at.mistake("namespace %s is of a region that has none; expected one only with provider: pmem"
                    .formatted(Ranges.text(namespace)));
        } else if (!namespace.contains(region.value().range())) {
            at.mistake("namespace %s does not hold the range of its region; expected all of %s in it"
                    .formatted(
                            Ranges.text(namespace), Ranges.text(region.value().range())));
        }
    }

    /**
     * A region may lie on what the firmware calls RAM, since the command line can take RAM away from the kernel
     * ({@code memmap=}), but not on RAM that the file did not place itself, and CXL memory never does.
     */
    private void checkFreeOfRam(RegionPlan region) {
        boolean mayTakeRam = !plan.isLaidOut() && region.value().provider() != MachineDescription.Provider.CXL;
        PhysicalRange footprint = MemoryMap.footprint(region.value());
        Value at = region.at().at("range");
        for (Placed<FirmwareRange> entry : plan.firmwareMap()) {
            boolean isRam = entry.value().type() == FirmwareType.SYSTEM_RAM;
            PhysicalRange other = entry.value().range();
            if (isRam && !mayTakeRam && other.overlaps(footprint)) {
                at.mistake("range %s lies on System RAM %s; expected addresses without RAM"
                        .formatted(Ranges.text(footprint), Ranges.text(other)));
            } else if (!isRam && Ranges.cross(other, footprint)) {
                at.mistake("range %s lies across an end of %s %s; expected it inside or outside"
                        .formatted(Ranges.text(footprint), entry.value().type().word(), Ranges.text(other)));
            }
        }
    }

    private static void checkDevices(RegionPlan region) {
        Region value = region.value();
        boolean isPmem = value.provider() == MachineDescription.Provider.PMEM;
        if (isPmem && value.devices().size() != 1) {
            region.at()
                    .at("devices")
                    .mistake("a pmem region with %d devices; expected exactly one"
                            .formatted(value.devices().size()));
        }
        Unique ids = new Unique("device");
        Claims claims = new Claims();
        for (Placed<Device> device : region.devices()) {
            ids.take(device.value().id(), device.at().at("id"));
            checkDriver(device, value);
            Value at = device.at().at("ranges");
            List<PhysicalRange> ranges = device.value().ranges();
            for (int i = 0; i < ranges.size(); i++) {
                checkRange(ranges.get(i), value, at.item("range", i));
                claims.claim(ranges.get(i), at.item("range", i));
            }
            if (isPmem && !ranges.equals(List.of(value.range()))) {
                at.mistake("a pmem device on a part of its region; expected all of it, " + Ranges.text(value.range()));
            }
        }
    }

    private static void checkDriver(Placed<Device> device, Region region) {
        Value at = device.at().at("driver");
        BootDriver driver = device.value().driver();
        if (driver != BootDriver.NONE && device.value().ranges().isEmpty()) {
            at.mistake("driver %s with a device without ranges; expected none".formatted(Words.lowerCase(driver)));
        } else if (driver == BootDriver.KMEM && region.targetNode().isEmpty()) {
            at.mistake("driver kmem in a region without target-node; expected device_dax or none");
        }
    }

    private static void checkRange(PhysicalRange range, Region region, Value at) {
        if (!region.range().contains(range)) {
            at.mistake("range %s is not in its region; expected it in %s"
                    .formatted(Ranges.text(range), Ranges.text(region.range())));
        } else {
            boolean isPmem = region.provider() == MachineDescription.Provider.PMEM;
            checkAligned(range, isPmem ? region.align() : Math.max(region.align(), RegionDraft.DEFAULT_ALIGN), at);
        }
    }
}
