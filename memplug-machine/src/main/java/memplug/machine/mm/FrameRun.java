package memplug.machine.mm;

/**
 * Neighbouring page frames of a block that are used alike.
 *
 * @param first the first frame, counted from the block's beginning
 * @param pages how many frames
 * @param use what they are used for
 * @param owner whose they are, 0 for nobody in particular
 * @param page which page of the owner's the first frame holds; the next frames hold the next pages
 */
public record FrameRun(int first, int pages, FrameUse use, int owner, long page) {
    /** {@return the frame after the last} */
    public int end() {
        return first + pages;
    }

    /** Whether this run, which begins where another ends, can be one with it. */
    boolean continues(FrameRun before) {
        return use == before.use && owner == before.owner && page == before.page + (isCounted() ? before.pages : 0);
    }

    /** The part of this run from one frame on up to another. */
    FrameRun part(int from, int to) {
        if (from == first && to == end()) {
            return this;
        }
        return new FrameRun(from, to - from, use, owner, isCounted() ? page + (from - first) : page);
    }

    /** Whether each frame holds a page of its own that can be told from the others. */
    private boolean isCounted() {
        return owner != 0 || use == FrameUse.MEMMAP;
    }
}
