package memplug.machine.mm;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.RandomAccess;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import memplug.machine.kernel.Fingerprint;

/**
 * The page frames of one block as runs, so that what they cost follows how fragmented they are and not how many: 16 bytes
 * a run. A value: changes make new ones. The runs are ascending, touch each other, and cover the block.
 */
public final class Frames {
    /** The size of a page in bytes. */
    public static final long PAGE_BYTES = 4096;

    /** Two numbers a run: where it begins and which write filled it, then what {@link PackedRun} says. */
    private final long[] packed;

    private final int pages;
    private final int free;
    /** A bit for each use that a frame has. */
    private final int uses;

    Frames(long[] packed, int pages, int free, int uses) {
        this.packed = packed;
        this.pages = pages;
        this.free = free;
        this.uses = uses;
    }

    /**
     * {@return the frames of a block that is used one way throughout}
     *
     * @param pages how many frames
     * @param use what for
     */
    public static Frames all(int pages, FrameUse use) {
        return new FramesBuilder(1).add(new FrameRun(0, pages, use, 0, 0)).build();
    }

    /** {@return the runs, ascending, with no gaps} */
    public List<FrameRun> runs() {
        return new RunList();
    }

    /** {@return how many runs there are} */
    public int size() {
        return packed.length / 2;
    }

    /** {@return how many frames are free} */
    public int free() {
        return free;
    }

    /** {@return how many frames there are, holes included} */
    public int pages() {
        return pages;
    }

    /**
     * {@return how many frames are used in some way}
     *
     * @param use the way
     */
    public int count(FrameUse use) {
        int count = 0;
        for (int i = 0; i < size() && hold(use); i++) {
            count += use(i) == use ? end(i) - first(i) : 0;
        }
        return count;
    }

    /** Whether any frame is used in some way. */
    boolean hold(FrameUse use) {
        return (uses & PackedRun.bit(PackedRun.word(use, 0, 0))) != 0;
    }

    /** {@return how many frames are memory} */
    public int present() {
        return pages - count(FrameUse.ABSENT);
    }

    /** {@return how many frames the allocator was given} */
    public int managed() {
        int count = 0;
        for (int i = 0; i < size(); i++) {
            count += use(i).isManaged() ? end(i) - first(i) : 0;
        }
        return count;
    }

    /**
     * {@return whether any frame is somebody's}
     *
     * @param owner whose
     */
    public boolean holdAnyOf(int owner) {
        for (int i = 0; i < size(); i++) {
            if (PackedRun.owner(word(i)) == owner) {
                return true;
            }
        }
        return false;
    }

    /**
     * {@return the run that a frame is in}
     *
     * @param frame the frame
     */
    public FrameRun runAt(int frame) {
        return run(indexOf(frame));
    }

    /**
     * {@return these frames with some of them used otherwise}
     *
     * @param changed the frames and their new use
     */
    public Frames with(FrameRun changed) {
        return new FramesBuilder(size() + 2)
                .addAll(this, 0, changed.first())
                .add(changed)
                .addAll(this, changed.end(), pages)
                .build();
    }

    /**
     * {@return these frames with all runs replaced}
     *
     * @param change what to put in place of a run: as many frames at the same place
     */
    public Frames map(UnaryOperator<FrameRun> change) {
        FramesBuilder changed = new FramesBuilder(size());
        for (int i = 0; i < size(); i++) {
            changed.add(change.apply(run(i)));
        }
        return changed.build();
    }

    /**
     * {@return these frames with those in between replaced}
     *
     * @param from the first
     * @param to the one after the last
     * @param change what to put in place of a run, or of the part of one: as many frames at the same place
     */
    public Frames map(int from, int to, UnaryOperator<FrameRun> change) {
        FramesBuilder changed = new FramesBuilder(size() + 2).addAll(this, 0, from);
        for (int i = from < to ? indexOf(from) : size(); i < size() && first(i) < to; i++) {
            changed.add(change.apply(run(i).part(Math.max(from, first(i)), Math.min(to, end(i)))));
        }
        return changed.addAll(this, Math.max(from, to), pages).build();
    }

    /**
     * {@return these frames and others behind them}
     *
     * @param others the others
     */
    public Frames followedBy(Frames others) {
        FramesBuilder both = new FramesBuilder(size() + others.size()).addAll(this, 0, pages);
        others.runs().forEach(both::add);
        return both.build();
    }

    /**
     * {@return these frames, with every second chunk of somebody's pages given back, pinned ones aside}
     *
     * @param owner whose; 0 for all frames, and their own numbers
     * @param chunk how many pages a chunk has; the first stays
     */
    public Frames thinned(int owner, int chunk) {
        FramesBuilder thinned = new FramesBuilder(size());
        for (int i = 0; i < size(); i++) {
            if (PackedRun.owner(word(i)) == owner && use(i) != FrameUse.PINNED) {
                thin(i, owner == 0 ? first(i) : PackedRun.page(word(i)), chunk, thinned);
            } else {
                thinned.addAll(this, first(i), end(i));
            }
        }
        return thinned.build();
    }

    private void thin(int index, long page, int chunk, FramesBuilder thinned) {
        int pages = end(index) - first(index);
        int next;
        for (int done = 0; done < pages; done = next) {
            next = (int) Math.min(pages, ((page + done) / chunk + 1) * chunk - page);
            boolean goes = ((page + done) / chunk & 1) == 1;
            long word = goes ? PackedRun.freed(word(index)) : PackedRun.advance(word(index), done);
            thinned.add(next - done, word, goes ? 0 : written(index));
        }
    }

    /** The first run of frames that are used in one of the ways that are wanted. */
    Optional<FrameRun> firstRun(Predicate<FrameUse> wanted) {
        int bits = 0;
        for (FrameUse use : FrameUse.values()) {
            bits |= hold(use) && wanted.test(use) ? PackedRun.bit(PackedRun.word(use, 0, 0)) : 0;
        }
        for (int i = 0; i < size() && bits != 0; i++) {
            if ((bits & PackedRun.bit(word(i))) != 0) {
                return Optional.of(run(i));
            }
        }
        return Optional.empty();
    }

    long[] packed() {
        return packed;
    }

    int first(int index) {
        return (int) (packed[2 * index] >>> 32);
    }

    int end(int index) {
        return 2 * index + 2 == packed.length ? pages : first(index + 1);
    }

    int written(int index) {
        return (int) packed[2 * index];
    }

    long word(int index) {
        return packed[2 * index + 1];
    }

    FrameUse use(int index) {
        return PackedRun.use(word(index));
    }

    FrameRun run(int index) {
        long word = word(index);
        int first = first(index);
        return new FrameRun(
                first,
                end(index) - first,
                PackedRun.use(word),
                PackedRun.owner(word),
                PackedRun.page(word),
                written(index));
    }

    /** The number of the run that a frame is in. */
    int indexOf(int frame) {
        int low = 0;
        int high = size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (first(middle) <= frame) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    /**
     * Adds all of it to a fingerprint.
     *
     * @param writer what collects the state
     */
    public void fingerprint(Fingerprint.Writer writer) {
        writer.add(packed.length);
        for (long number : packed) {
            writer.add(number);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Frames frames && frames.pages == pages && Arrays.equals(frames.packed, packed);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(packed);
    }

    @Override
    public String toString() {
        return runs().toString();
    }

    private final class RunList extends AbstractList<FrameRun> implements RandomAccess {
        @Override
        public FrameRun get(int index) {
            return run(index);
        }

        @Override
        public int size() {
            return Frames.this.size();
        }
    }
}
