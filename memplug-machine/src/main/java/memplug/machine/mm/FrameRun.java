package memplug.machine.mm;

/**
 * Neighbouring page frames of a block that are used alike.
 *
 * @param first the first frame, counted from the block's beginning
 * @param pages how many frames
 * @param use what they are used for
 * @param owner whose they are, 0 for nobody in particular
 * @param page which page of the owner's the first frame holds; the next frames hold the next pages
 * @param written which write filled them, as the owner counts; 0 if they hold zeros, or what nobody checks
 */
public record FrameRun(int first, int pages, FrameUse use, int owner, long page, int written) {
    /**
     * Frames with nothing in them that is checked.
     *
     * @param first the first frame, counted from the block's beginning
     * @param pages how many frames
     * @param use what they are used for
     * @param owner whose they are, 0 for nobody in particular
     * @param page which page of the owner's the first frame holds
     */
    public FrameRun(int first, int pages, FrameUse use, int owner, long page) {
        this(first, pages, use, owner, page, 0);
    }

    /** {@return the frame after the last} */
    public int end() {
        return first + pages;
    }

    /** {@return whether they are huge pages that are free in their pool} */
    public boolean isPooled() {
        return use.isPooled(owner);
    }

    /**
     * {@return the same frames with the same contents, used otherwise}
     *
     * @param newUse what for
     */
    public FrameRun as(FrameUse newUse) {
        return new FrameRun(first, pages, newUse, owner, page, written);
    }

    /**
     * {@return the same frames, filled by another write}
     *
     * @param write which
     */
    public FrameRun writtenBy(int write) {
        return new FrameRun(first, pages, use, owner, page, write);
    }

    /** {@return the same frames, free: in their pool if they are huge pages of one that somebody had} */
    public FrameRun freed() {
        return new FrameRun(first, pages, use.isOfPool() && owner != 0 ? use : FrameUse.FREE, 0, 0, 0);
    }

    /**
     * {@return the part of this run from one frame on up to another}
     *
     * @param from the first frame
     * @param to the frame after the last
     */
    public FrameRun part(int from, int to) {
        if (from == first && to == end()) {
            return this;
        }
        long skipped = PackedRun.isCounted(use, owner) ? from - first : 0;
        return new FrameRun(from, to - from, use, owner, page + skipped, written);
    }
}
