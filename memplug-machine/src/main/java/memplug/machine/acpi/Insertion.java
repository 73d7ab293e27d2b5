package memplug.machine.acpi;

import java.util.OptionalInt;
import java.util.OptionalLong;
import memplug.machine.mm.Frames;

/**
 * A DIMM that is to be plugged.
 *
 * @param name what requests will call it
 * @param bytes its size, whole pages
 * @param node the node it says it belongs to
 * @param slot the slot, or nothing for the first that is empty
 * @param at its first address, or nothing for the lowest at which there is room
 */
public record Insertion(String name, long bytes, int node, OptionalInt slot, OptionalLong at) {
    /** One past the highest address of x86-64. */
    public static final long ADDRESS_END = 1L << 52;

    /** Checks that it can be a DIMM. */
    public Insertion {
        if (bytes <= 0 || bytes > ADDRESS_END || bytes % Frames.PAGE_BYTES != 0) {
            throw new IllegalArgumentException("not whole pages: " + bytes);
        }
        if (at.isPresent()
                && (at.getAsLong() < 0
                        || at.getAsLong() % Frames.PAGE_BYTES != 0
                        || at.getAsLong() > ADDRESS_END - bytes)) {
            throw new IllegalArgumentException("not an address of a DIMM: " + at.getAsLong());
        }
    }
}
