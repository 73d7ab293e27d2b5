package memplug.machine.mm;

import java.util.Arrays;

/** Puts frames together run by run, ascending; runs that continue each other become one. */
final class FramesBuilder {
    private long[] packed;
    private int size;
    private int pages;
    private int free;
    private int uses;
    private long expected;
    private int expectedWritten;

    FramesBuilder(int expectedRuns) {
        this.packed = new long[Math.max(2, 2 * expectedRuns)];
    }

    /** How many frames there are so far. */
    int pages() {
        return pages;
    }

    FramesBuilder add(int count, long word, int written) {
        if (count == 0) {
            return this;
        }
        boolean continues = size > 0 && word == expected && written == expectedWritten;
        if (!continues) {
            append(word, written);
            expected = word;
            expectedWritten = written;
        }
        expected = PackedRun.advance(expected, count);
        pages += count;
        free += word == PackedRun.FREE ? count : 0;
        return this;
    }

    FramesBuilder add(FrameRun run) {
        return add(run.pages(), PackedRun.word(run.use(), run.owner(), run.page()), run.written());
    }

    private void append(long word, int written) {
        reserve(1);
        packed[2 * size] = (long) pages << 32 | Integer.toUnsignedLong(written);
        packed[2 * size + 1] = word;
        uses |= PackedRun.bit(word);
        size++;
    }

    private void reserve(int runs) {
        if (2 * (size + runs) > packed.length) {
            packed = Arrays.copyOf(packed, Math.max(2 * packed.length, 2 * (size + runs)));
        }
    }

    /** Adds what other frames of the same block have from one frame up to another. */
    FramesBuilder addAll(Frames source, int from, int to) {
        if (from >= to) {
            return this;
        }
        int first = source.indexOf(from);
        int last = source.indexOf(to - 1);
        addPart(source, first, from, to);
        if (last > first + 1) {
            addWhole(source, first + 1, last);
        }
        return last > first ? addPart(source, last, from, to) : this;
    }

    /** The runs within are different from each other already, so that only their ends can join. */
    private void addWhole(Frames source, int from, int to) {
        addPart(source, from, 0, source.pages());
        reserve(to - from);
        System.arraycopy(source.packed(), 2 * (from + 1), packed, 2 * size, 2 * (to - from - 1));
        size += to - from - 1;
        for (int i = from + 1; i < to; i++) {
            free += source.word(i) == PackedRun.FREE ? source.end(i) - source.first(i) : 0;
            uses |= PackedRun.bit(source.word(i));
        }
        pages = source.end(to - 1);
        expected = PackedRun.advance(source.word(to - 1), source.end(to - 1) - source.first(to - 1));
        expectedWritten = source.written(to - 1);
    }

    private FramesBuilder addPart(Frames source, int index, int from, int to) {
        int start = Math.max(from, source.first(index));
        long word = PackedRun.advance(source.word(index), start - source.first(index));
        return add(Math.min(to, source.end(index)) - start, word, source.written(index));
    }

    Frames build() {
        return new Frames(packed.length == 2 * size ? packed : Arrays.copyOf(packed, 2 * size), pages, free, uses);
    }
}
