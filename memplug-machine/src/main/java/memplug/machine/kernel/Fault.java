package memplug.machine.kernel;

/**
 * Something that can go wrong at one point of a run.
 *
 * @param kind what
 * @param address the physical address of the block, range or page that it concerns
 */
public record Fault(Kind kind, long address) {
    /** What can go wrong. */
    public enum Kind {
        /** A notifier refuses that a block goes online. */
        ONLINE_VETO,
        /** A notifier refuses that a block goes offline. */
        OFFLINE_VETO,
        /** A page of a block turns out to be unmovable when the block is isolated. */
        UNMOVABLE_PAGE,
        /** A page cannot be moved now, and may be later. */
        MIGRATION_FAILURE,
        /** A signal arrives for whoever runs the operation. */
        SIGNAL,
        /** There is no memory for the metadata of what is added. */
        NO_MEMORY_TO_ADD,
        /** There is no memory to offline a block. */
        NO_MEMORY_TO_OFFLINE,
        /** There is no memory to make small pages of the huge ones of a block. */
        NO_MEMORY_TO_DISSOLVE,
        /** There is no memory for the list that a rollback needs. */
        NO_MEMORY_TO_UNPLUG,
        /** Someone else claims the addresses first. */
        RESERVATION_CONFLICT,
        /** A hypervisor is busy and neither plugs nor unplugs now. */
        HYPERVISOR_BUSY,
        /** A hypervisor answers a request to plug or unplug with an error. */
        HYPERVISOR_ERROR,
        /** The firmware cannot eject a DIMM. */
        EJECT_FAILURE,
        /** The firmware says that it has ejected a DIMM, and that the DIMM is still there. */
        EJECT_INCOMPLETE
    }
}
