package memplug.machine.acpi;

import java.util.Collection;
import java.util.Optional;
import memplug.machine.acpi.Answer.AddressesTaken;
import memplug.machine.acpi.Answer.NameTaken;
import memplug.machine.acpi.Answer.NoEmptySlot;
import memplug.machine.acpi.Answer.NoRoom;
import memplug.machine.acpi.Answer.NoSuchSlot;
import memplug.machine.acpi.Answer.NodeImpossible;
import memplug.machine.acpi.Answer.Reason;
import memplug.machine.acpi.Answer.SlotTaken;
import memplug.machine.mm.Memory;
import memplug.machine.phys.PhysicalRange;

/** Finds out where a DIMM goes, or why it cannot be plugged: the hypervisor's part, of which the kernel hears nothing. */
final class Placement {
    private final Memory memory;
    private final Collection<DimmSlot> slots;
    private final Addresses addresses;

    Placement(Memory memory, Collection<DimmSlot> slots) {
        this.memory = memory;
        this.slots = slots;
        this.addresses = new Addresses(memory, slots);
    }

    /** Where a DIMM goes. */
    sealed interface Place {}

    /** Into a slot that is empty. */
    record At(DimmSlot slot, Dimm dimm) implements Place {}

    /** Nowhere. */
    record Nowhere(Reason reason) implements Place {}

    Place of(Insertion insertion) {
        if (!memory.nodes().containsKey(insertion.node())) {
            return new Nowhere(new NodeImpossible(insertion.node()));
        }
        Optional<DimmSlot> slot = slotFor(insertion);
        if (slot.isEmpty()) {
            return new Nowhere(
                    insertion.slot().isPresent()
                            ? new NoSuchSlot(insertion.slot().getAsInt())
                            : new NoEmptySlot());
        }
        Optional<Dimm> holds = slot.get().dimm();
        if (holds.isPresent()) {
            return new Nowhere(new SlotTaken(slot.get().number(), holds.get().name()));
        }
        return holderOf(insertion.name()).isPresent()
                ? new Nowhere(new NameTaken(insertion.name()))
                : inSlot(slot.get(), insertion);
    }

    private Place inSlot(DimmSlot slot, Insertion insertion) {
        Optional<PhysicalRange> range = insertion.at().isPresent()
                ? Optional.of(PhysicalRange.ofSize(insertion.at().getAsLong(), insertion.bytes()))
                : addresses.lowest(insertion.bytes());
        if (range.isEmpty()) {
            return new Nowhere(new NoRoom());
        }
        return addresses
                .claimant(range.get())
                .<Place>map(claimant -> new Nowhere(new AddressesTaken(claimant)))
                .orElseGet(() -> new At(slot, new Dimm(insertion.name(), insertion.node(), range.get())));
    }

    private Optional<DimmSlot> slotFor(Insertion insertion) {
        return slots.stream()
                .filter(slot -> insertion.slot().isPresent()
                        ? slot.number() == insertion.slot().getAsInt()
                        : slot.dimm().isEmpty())
                .findFirst();
    }

    /** The slot that holds a DIMM of a name. */
    Optional<DimmSlot> holderOf(String name) {
        return slots.stream()
                .filter(slot ->
                        slot.dimm().filter(dimm -> dimm.name().equals(name)).isPresent())
                .findFirst();
    }
}
