package memplug.machine.mm;

/**
 * What a run of frames holds, in one number: 5 bits of use, 23 of owner, 36 of page. The page is lowest, so that what the
 * next frames hold is the number plus how many they are.
 */
final class PackedRun {
    private static final int PAGE_BITS = 36;
    private static final int OWNER_BITS = 23;
    private static final long PAGE_MASK = (1L << PAGE_BITS) - 1;
    private static final long OWNER_MASK = (1L << OWNER_BITS) - 1;
    private static final FrameUse[] USES = FrameUse.values();
    private static final long MEMMAP = word(FrameUse.MEMMAP, 0, 0) >>> (PAGE_BITS + OWNER_BITS);

    static final long FREE = word(FrameUse.FREE, 0, 0);

    private PackedRun() {}

    @SuppressWarnings("EnumOrdinal") // Only within one run of the program: what is packed is never kept outside.
    static long word(FrameUse use, int owner, long page) {
        if (page < 0 || page > PAGE_MASK || owner < 0 || owner > OWNER_MASK) {
            throw new IllegalArgumentException("no page " + page + " of owner " + owner + " can be told from others");
        }
        return (long) use.ordinal() << (PAGE_BITS + OWNER_BITS) | (long) owner << PAGE_BITS | page;
    }

    static FrameUse use(long word) {
        return USES[(int) (word >>> (PAGE_BITS + OWNER_BITS))];
    }

    /** A bit that only words of this use have. */
    static int bit(long word) {
        return 1 << (int) (word >>> (PAGE_BITS + OWNER_BITS));
    }

    static int owner(long word) {
        return (int) (word >>> PAGE_BITS & OWNER_MASK);
    }

    static long page(long word) {
        return word & PAGE_MASK;
    }

    /** What the frame so many further on holds if it is of the same run. */
    static long advance(long word, int pages) {
        boolean counted = (word & OWNER_MASK << PAGE_BITS) != 0 || word >>> (PAGE_BITS + OWNER_BITS) == MEMMAP;
        return counted ? word + pages : word;
    }

    /** What the frames of a word become when who has them gives them back, as {@link FrameRun#freed}. */
    static long freed(long word) {
        return use(word).isOfPool() && owner(word) != 0 ? word(use(word), 0, 0) : FREE;
    }

    /** Whether each frame holds a page of its own that can be told from the others. */
    static boolean isCounted(FrameUse use, int owner) {
        return owner != 0 || use == FrameUse.MEMMAP;
    }
}
