package memplug.machine.acpi;

/** What became of a request. */
public sealed interface Answer {
    /** The kernel dealt with it, and told the firmware so. */
    record Told(OstStatus status) implements Answer {}

    /** Nothing happened: the kernel never heard of it. */
    record NothingDone(Reason reason) implements Answer {}

    /** Why nothing happened. */
    sealed interface Reason {}

    /** A slot holds another DIMM already. */
    record SlotTaken(int slot, String dimm) implements Reason {}

    /** There is no such slot. */
    record NoSuchSlot(int slot) implements Reason {}

    /** No slot is empty. */
    record NoEmptySlot() implements Reason {}

    /** Another DIMM has the name. */
    record NameTaken(String name) implements Reason {}

    /** Something else is at the addresses. */
    record AddressesTaken(String claimant) implements Reason {}

    /** There are not as many free addresses in one piece. */
    record NoRoom() implements Reason {}

    /** The node is not one of the possible ones. */
    record NodeImpossible(int node) implements Reason {}

    /** There is no DIMM of that name. */
    record NoSuchDimm(String name) implements Reason {}

    /** The kernel does not use the device, or its hotplug profile is off, so it does not take an eject from user space. */
    record NotEjectable(int slot) implements Reason {}
}
