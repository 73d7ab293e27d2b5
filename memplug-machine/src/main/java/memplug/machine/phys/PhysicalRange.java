package memplug.machine.phys;

/**
 * A range of physical addresses, in bytes, half-open.
 *
 * @param start the first address
 * @param end the address after the last
 */
public record PhysicalRange(long start, long end) implements Comparable<PhysicalRange> {
    /** Checks that the range is not empty and not negative. */
    public PhysicalRange {
        if (start < 0 || end <= start) {
            throw new IllegalArgumentException(
                    "not a range of addresses: 0x%x to 0x%x (end not included)".formatted(start, end));
        }
    }

    /**
     * {@return the range of a number of bytes from an address on}
     *
     * @param start the first address
     * @param bytes how many bytes, more than 0
     */
    public static PhysicalRange ofSize(long start, long bytes) {
        return new PhysicalRange(start, start + bytes);
    }

    /** {@return its length in bytes} */
    public long size() {
        return end - start;
    }

    /** {@return its last address, as files show it} */
    public long last() {
        return end - 1;
    }

    /**
     * {@return whether an address lies in it}
     *
     * @param address the address
     */
    public boolean contains(long address) {
        return start <= address && address < end;
    }

    /**
     * {@return whether another range lies in it wholly}
     *
     * @param other the other range
     */
    public boolean contains(PhysicalRange other) {
        return start <= other.start && other.end <= end;
    }

    /**
     * {@return whether it shares an address with another range}
     *
     * @param other the other range
     */
    public boolean overlaps(PhysicalRange other) {
        return start < other.end && other.start < end;
    }

    /**
     * {@return whether it begins and ends at a multiple of a size}
     *
     * @param bytes the size
     */
    public boolean isAligned(long bytes) {
        return start % bytes == 0 && end % bytes == 0;
    }

    @Override
    public int compareTo(PhysicalRange other) {
        int byStart = Long.compare(start, other.start);
        return byStart != 0 ? byStart : Long.compare(end, other.end);
    }

    /** {@return the range as log lines show it, with the last address included} */
    @Override
    public String toString() {
        return "0x%x-0x%x".formatted(start, last());
    }
}
