package memplug.machine.mm;

/**
 * The number of a memory block: its first physical address divided by the block size.
 *
 * @param number the number, not negative
 */
public record BlockId(long number) implements Comparable<BlockId> {
    /** Checks the number. */
    public BlockId {
        if (number < 0) {
            throw new IllegalArgumentException("block number must not be negative: " + number);
        }
    }

    @Override
    public int compareTo(BlockId other) {
        return Long.compare(number, other.number);
    }

    /** {@return the name of the block's directory, {@code memoryN}} */
    @Override
    public String toString() {
        return "memory" + number;
    }
}
