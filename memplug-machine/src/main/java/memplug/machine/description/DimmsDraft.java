package memplug.machine.description;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import memplug.machine.description.MachineDescription.Dimm;
import memplug.machine.description.MachineDescription.Dimms;
import memplug.machine.phys.PhysicalRange;

/** The slots for DIMMs, and the DIMMs in them, as the file writes them. */
record DimmsDraft(int slots, boolean demandOffline, List<Placed<Dimm>> atBoot) {
    /** As many as QEMU has. */
    static final int MOST_SLOTS = 256;

    private static final String A_NAME = "letters, digits, dots, dashes and underlines, such as dimm0";

    static DimmsDraft read(Value value) {
        Fields at = value.fields("slots", "demand-offline", "at-boot");
        return new DimmsDraft(
                at.need("slots", "4")
                        .map(each -> Amounts.number(each, 1, MOST_SLOTS))
                        .orElse(1),
                at.get("demand-offline").map(Amounts::flag).orElse(false),
                at.get("at-boot").map(DimmsDraft::dimms).orElse(List.of()));
    }

    private static List<Placed<Dimm>> dimms(Value value) {
        return value.items("DIMM", MOST_SLOTS).stream()
                .map(each -> each.fields("name", "slot", "node", "range"))
                .flatMap(at -> dimm(at).map(dimm -> new Placed<>(dimm, at)).stream())
                .toList();
    }

    private static Optional<Dimm> dimm(Fields at) {
        String name = at.need("name", "dimm0").map(DimmsDraft::name).orElse("");
        int slot = at.need("slot", "0")
                .map(each -> Amounts.number(each, 0, MOST_SLOTS - 1))
                .orElse(0);
        int node = at.need("node", "0").map(NodeDraft::id).orElse(0);
        Optional<PhysicalRange> range =
                at.need("range", "0x100000000-0x13fffffff").flatMap(Amounts::range);
        return range.map(each -> new Dimm(name, slot, node, each));
    }

    private static String name(Value value) {
        String name = value.text();
        if (!name.isBlank() && !name.matches("[A-Za-z0-9._-]{1,64}")) {
            value.wrong("is no name of a DIMM", A_NAME);
        }
        return name;
    }

    /** {@return the slots and DIMMs of the machine} */
    Dimms value() {
        return new Dimms(
                slots,
                demandOffline,
                atBoot.stream()
                        .map(Placed::value)
                        .sorted(Comparator.comparingInt(Dimm::slot))
                        .toList());
    }
}
