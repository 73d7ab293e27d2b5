package memplug.tree.procfs;

/**
 * The pieces that the buddy allocator keeps free memory in: taken to be the largest that are aligned to their size, which
 * is what it strives for.
 */
final class FreePieces {
    /** How many sizes there are: a page, two, four, and so on. */
    static final int ORDERS = 11;

    private static final int LARGEST = ORDERS - 1;

    private FreePieces() {}

    /** Is shown pieces. */
    interface Visitor {
        /** Takes some pieces of a size that follow each other. */
        void visit(long pfn, int order, long count);
    }

    /** Up from the start the pieces grow as alignment allows, down to the end they shrink as room allows. */
    static void visit(long start, long end, Visitor visitor) {
        long from = start;
        for (int order = 0; order < LARGEST; order++) {
            long size = 1L << order;
            if ((from & size) != 0 && from + size <= end) {
                visitor.visit(from, order, 1);
                from += size;
            }
        }
        long largest = (end - from) >> LARGEST;
        if (largest > 0) {
            visitor.visit(from, LARGEST, largest);
            from += largest << LARGEST;
        }
        for (int order = LARGEST - 1; order >= 0; order--) {
            if ((end - from & 1L << order) != 0) {
                visitor.visit(from, order, 1);
                from += 1L << order;
            }
        }
    }
}
