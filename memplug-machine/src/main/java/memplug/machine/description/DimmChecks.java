package memplug.machine.description;

import java.util.List;
import memplug.machine.description.MachineDescription.Dimm;
import memplug.machine.description.MachineDescription.FirmwareType;
import memplug.machine.phys.PhysicalRange;

/** Checks whether the DIMMs of a machine fit together, and with the rest of it. */
final class DimmChecks {
    private final Plan plan;
    private final Unique names = new Unique("DIMM");
    private final Unique slots = new Unique("slot");
    private final Claims claims = new Claims();

    DimmChecks(Plan plan) {
        this.plan = plan;
        plan.regions()
                .forEach(each -> claims.claim(
                        MemoryMap.footprint(each.value()), each.at().at("range")));
    }

    void check(DimmsDraft dimms) {
        dimms.atBoot().forEach(each -> check(each, dimms.slots()));
    }

    private void check(Placed<Dimm> placed, int count) {
        Dimm dimm = placed.value();
        Fields at = placed.at();
        names.take(dimm.name(), at.at("name"));
        slots.take(dimm.slot(), at.at("slot"));
        if (dimm.slot() >= count) {
            at.at("slot")
                    .mistake(
                            "slot %d does not exist; expected a number from 0 to %d".formatted(dimm.slot(), count - 1));
        }
        PlanChecks.checkNode(plan, dimm.node(), at.at("node"));
        claims.claim(dimm.range(), at.at("range"));
        checkMap(dimm.range(), at.at("range"));
        checkNode(dimm, at.at("node"));
    }

    /** A DIMM is RAM of the firmware's map wholly, or not at all. */
    private void checkMap(PhysicalRange range, Value at) {
        for (MachineDescription.FirmwareRange entry : plan.memoryMap()) {
            boolean within =
                    entry.type() == FirmwareType.SYSTEM_RAM && entry.range().contains(range);
            if (entry.range().overlaps(range) && !within) {
                at.mistake("range %s is partly %s %s; expected it all in System RAM, or none of it in the map"
                        .formatted(Ranges.text(range), entry.type().word(), Ranges.text(entry.range())));
                return;
            }
        }
    }

    /** If it is RAM at boot, the ranges of the nodes say whose. */
    private void checkNode(Dimm dimm, Value at) {
        boolean isRam =
                plan.memoryMap().stream().anyMatch(entry -> entry.range().contains(dimm.range()));
        List<PhysicalRange> own = plan.nodes().stream()
                .filter(node -> node.value().id() == dimm.node())
                .flatMap(node -> node.value().ranges().stream())
                .toList();
        if (isRam && !Ranges.without(List.of(dimm.range()), own).isEmpty()) {
            at.mistake("node %d does not have all of %s in its ranges; expected the node that has"
                    .formatted(dimm.node(), Ranges.text(dimm.range())));
        }
    }
}
