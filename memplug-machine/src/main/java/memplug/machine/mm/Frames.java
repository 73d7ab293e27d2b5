package memplug.machine.mm;

import java.util.ArrayList;
import java.util.List;

/**
 * The page frames of one block as runs, so that what they cost follows how fragmented they are and not how many. A
 * value: changes make new ones. The runs are ascending, touch each other, and cover the block.
 */
public final class Frames {
    /** The size of a page in bytes. */
    public static final long PAGE_BYTES = 4096;

    private final List<FrameRun> runs;
    private final int free;

    private Frames(List<FrameRun> runs) {
        this.runs = runs;
        this.free = count(FrameUse.FREE);
    }

    /**
     * {@return the frames of a block that is used one way throughout}
     *
     * @param pages how many frames
     * @param use what for
     */
    public static Frames all(int pages, FrameUse use) {
        return new Frames(List.of(new FrameRun(0, pages, use, 0, 0)));
    }

    /** {@return the runs, ascending, with no gaps} */
    public List<FrameRun> runs() {
        return runs;
    }

    /** {@return how many frames are free} */
    public int free() {
        return free;
    }

    /** {@return how many frames there are, holes included} */
    public int pages() {
        return runs.getLast().end();
    }

    /**
     * {@return how many frames are used in some way}
     *
     * @param use the way
     */
    public int count(FrameUse use) {
        int pages = 0;
        for (FrameRun run : runs) {
            pages += run.use() == use ? run.pages() : 0;
        }
        return pages;
    }

    /** {@return how many frames are memory} */
    public int present() {
        return pages() - count(FrameUse.ABSENT);
    }

    /** {@return how many frames the allocator was given} */
    public int managed() {
        int pages = 0;
        for (FrameRun run : runs) {
            pages += run.use().isManaged() ? run.pages() : 0;
        }
        return pages;
    }

    /**
     * {@return these frames with some of them used otherwise}
     *
     * @param changed the frames and their new use
     */
    public Frames with(FrameRun changed) {
        List<FrameRun> result = new ArrayList<>(runs.size() + 2);
        boolean placed = false;
        for (FrameRun run : runs) {
            if (run.first() < changed.first()) {
                append(result, run.part(run.first(), Math.min(run.end(), changed.first())));
            }
            if (!placed && run.end() > changed.first()) {
                append(result, changed);
                placed = true;
            }
            if (run.end() > changed.end()) {
                append(result, run.part(Math.max(run.first(), changed.end()), run.end()));
            }
        }
        return new Frames(List.copyOf(result));
    }

    private static void append(List<FrameRun> runs, FrameRun run) {
        if (!runs.isEmpty() && run.continues(runs.getLast())) {
            FrameRun before = runs.removeLast();
            runs.add(new FrameRun(
                    before.first(), before.pages() + run.pages(), before.use(), before.owner(), before.page()));
        } else {
            runs.add(run);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Frames frames && frames.runs.equals(runs);
    }

    @Override
    public int hashCode() {
        return runs.hashCode();
    }

    @Override
    public String toString() {
        return runs.toString();
    }
}
