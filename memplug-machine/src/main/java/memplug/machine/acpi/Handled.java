package memplug.machine.acpi;

/**
 * The last request, and what became of it.
 *
 * @param kind what was asked for
 * @param of the DIMM, or for an eject by user space the device
 * @param answer what became of it
 */
public record Handled(Kind kind, String of, Answer answer) {
    /** What can be asked for. */
    public enum Kind {
        INSERT,
        REQUEST_EJECT,
        EJECT
    }
}
