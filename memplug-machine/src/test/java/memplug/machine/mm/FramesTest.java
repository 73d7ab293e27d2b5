package memplug.machine.mm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FramesTest {
    private static final int PAGES = 64;
    private static final List<FrameUse> USES = List.of(FrameUse.values());

    @Test
    void with_aRunInTheMiddle_splits() {
        Frames frames = Frames.all(PAGES, FrameUse.FREE).with(new FrameRun(8, 4, FrameUse.KERNEL, 0, 0));

        assertThat(frames.runs())
                .containsExactly(
                        new FrameRun(0, 8, FrameUse.FREE, 0, 0),
                        new FrameRun(8, 4, FrameUse.KERNEL, 0, 0),
                        new FrameRun(12, 52, FrameUse.FREE, 0, 0));
        assertThat(frames.free()).isEqualTo(60);
    }

    @Test
    void with_freeAgain_joins() {
        Frames all = Frames.all(PAGES, FrameUse.FREE);

        assertThat(all.with(new FrameRun(8, 4, FrameUse.KERNEL, 0, 0)).with(new FrameRun(8, 4, FrameUse.FREE, 0, 0)))
                .isEqualTo(all);
    }

    @Test
    void with_pagesThatFollowEachOther_joins() {
        Frames frames = Frames.all(PAGES, FrameUse.FREE)
                .with(new FrameRun(0, 4, FrameUse.ANONYMOUS, 7, 100))
                .with(new FrameRun(4, 4, FrameUse.ANONYMOUS, 7, 104));

        assertThat(frames.runs().getFirst()).isEqualTo(new FrameRun(0, 8, FrameUse.ANONYMOUS, 7, 100));
    }

    @Test
    void with_pagesThatDoNotFollow_doesNotJoin() {
        Frames frames = Frames.all(PAGES, FrameUse.FREE)
                .with(new FrameRun(0, 4, FrameUse.ANONYMOUS, 7, 100))
                .with(new FrameRun(4, 4, FrameUse.ANONYMOUS, 7, 100));

        assertThat(frames.runs()).hasSize(3);
    }

    @Test
    void with_pagesOfAnotherWrite_doesNotJoin() {
        Frames frames = Frames.all(PAGES, FrameUse.FREE)
                .with(new FrameRun(0, 4, FrameUse.ANONYMOUS, 7, 100, 1))
                .with(new FrameRun(4, 4, FrameUse.ANONYMOUS, 7, 104, 2));

        assertThat(frames.runs())
                .startsWith(
                        new FrameRun(0, 4, FrameUse.ANONYMOUS, 7, 100, 1),
                        new FrameRun(4, 4, FrameUse.ANONYMOUS, 7, 104, 2));
    }

    @Test
    void map_ofAPart_leavesTheRest() {
        Frames frames = Frames.all(PAGES, FrameUse.FREE).with(new FrameRun(8, 8, FrameUse.ANONYMOUS, 7, 0, 1));

        assertThat(frames.map(10, 12, FrameRun::freed).runs())
                .containsExactly(
                        new FrameRun(0, 8, FrameUse.FREE, 0, 0),
                        new FrameRun(8, 2, FrameUse.ANONYMOUS, 7, 0, 1),
                        new FrameRun(10, 2, FrameUse.FREE, 0, 0),
                        new FrameRun(12, 4, FrameUse.ANONYMOUS, 7, 4, 1),
                        new FrameRun(16, 48, FrameUse.FREE, 0, 0));
    }

    @Test
    void thinned_keepsPagesOfEvenNumbers() {
        Frames frames = Frames.all(4, FrameUse.KERNEL).with(new FrameRun(1, 3, FrameUse.ANONYMOUS, 7, 5, 1));

        assertThat(frames.thinned(7, 1).runs())
                .containsExactly(
                        new FrameRun(0, 1, FrameUse.KERNEL, 0, 0),
                        new FrameRun(1, 1, FrameUse.FREE, 0, 0),
                        new FrameRun(2, 1, FrameUse.ANONYMOUS, 7, 6, 1),
                        new FrameRun(3, 1, FrameUse.FREE, 0, 0));
    }

    @Test
    void thinned_byChunks_countsThePagesAndNotTheFrames() {
        Frames frames = Frames.all(8, FrameUse.FREE).with(new FrameRun(0, 8, FrameUse.ANONYMOUS, 7, 3, 1));

        assertThat(frames.thinned(7, 4).runs())
                .containsExactly(
                        new FrameRun(0, 1, FrameUse.ANONYMOUS, 7, 3, 1),
                        new FrameRun(1, 4, FrameUse.FREE, 0, 0),
                        new FrameRun(5, 3, FrameUse.ANONYMOUS, 7, 8, 1));
    }

    @Test
    void map_toTheSame_changesNothing() {
        Random random = new Random(2);
        Frames frames = Frames.all(PAGES, FrameUse.FREE);
        for (int change = 0; change < 200; change++) {
            int first = random.nextInt(PAGES);
            int pages = 1 + random.nextInt(PAGES - first);
            frames = frames.with(
                    new FrameRun(first, pages, FrameUse.ANONYMOUS, 1 + random.nextInt(2), random.nextInt(9), 1));
            int from = random.nextInt(PAGES);
            assertThat(frames.map(run -> run)).isEqualTo(frames);
            assertThat(frames.map(from, from + random.nextInt(PAGES - from), run -> run))
                    .isEqualTo(frames);
        }
    }

    @Test
    void anyChanges_areWhatAnArrayWouldHold() {
        Random random = new Random(1);
        for (int round = 0; round < 200; round++) {
            Frames frames = Frames.all(PAGES, FrameUse.FREE);
            FrameUse[] expected = new FrameUse[PAGES];
            Arrays.fill(expected, FrameUse.FREE);
            for (int change = 0; change < 20; change++) {
                int first = random.nextInt(PAGES);
                int pages = 1 + random.nextInt(PAGES - first);
                FrameUse use = USES.get(random.nextInt(USES.size()));
                frames = frames.with(new FrameRun(first, pages, use, 0, 0));
                assertThat(frames.free()).isEqualTo(frames.count(FrameUse.FREE));
                Arrays.fill(expected, first, first + pages, use);
            }
            assertThat(flat(frames)).isEqualTo(expected);
        }
    }

    private static FrameUse[] flat(Frames frames) {
        FrameUse[] uses = new FrameUse[PAGES];
        int next = 0;
        for (FrameRun run : frames.runs()) {
            assertThat(run.first()).isEqualTo(next);
            Arrays.fill(uses, run.first(), run.end(), run.use());
            next = run.end();
        }
        assertThat(next).isEqualTo(PAGES);
        return uses;
    }
}
