package memplug.machine.kernel;

/**
 * A fault that is to happen, and where, when and how often.
 *
 * @param kind what goes wrong
 * @param place where
 * @param after how many times it is asked about in vain before it can happen
 * @param times how often it happens, {@link #ALWAYS} for each time
 * @param percent how probable it is each time, 1 to 100
 */
public record FaultRule(Fault.Kind kind, Place place, long after, long times, int percent) {
    /** So often that there is no end to it. */
    public static final long ALWAYS = Long.MAX_VALUE;

    /** Checks the numbers. */
    public FaultRule {
        if (after < 0 || times < 1) {
            throw new IllegalArgumentException("not after " + after + " times and " + times + " times");
        }
        if (percent < 1 || percent > 100) {
            throw new IllegalArgumentException("1 to 100 percent, not " + percent);
        }
    }

    /**
     * Physical addresses, as unsigned numbers.
     *
     * @param name what whoever made the rule calls them
     * @param start the first
     * @param end the one after the last
     */
    public record Place(String name, long start, long end) {
        /**
         * {@return every address}
         *
         * @param name what it is called
         */
        public static Place any(String name) {
            return new Place(name, 0, -1);
        }

        private boolean has(long address) {
            return Long.compareUnsigned(start, address) <= 0 && Long.compareUnsigned(address, end) < 0;
        }
    }

    /** Whether this is about a fault, probability and counts aside. */
    boolean concerns(Fault fault) {
        return kind == fault.kind() && place.has(fault.address());
    }
}
