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
