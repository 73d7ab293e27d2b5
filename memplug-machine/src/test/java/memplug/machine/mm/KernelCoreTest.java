package memplug.machine.mm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import memplug.machine.mm.KernelCore.Amount;
import memplug.machine.mm.KernelCore.PageRange;
import memplug.machine.phys.ByteSize;
import org.junit.jupiter.api.Test;

class KernelCoreTest {
    private static final Amount NOTHING = new Amount(0, false);

    private static Amount gib(double number) {
        return new Amount(pages(number), false);
    }

    private static long pages(double gib) {
        return (long) (gib * ByteSize.GIB) / Frames.PAGE_BYTES;
    }

    private static PageRange range(double fromGib, double toGib) {
        return new PageRange(pages(fromGib), pages(toGib));
    }

    private static NavigableMap<Integer, List<PageRange>> ram(List<PageRange> node0, List<PageRange> node1) {
        return new TreeMap<>(Map.of(0, node0, 1, node1));
    }

    @Test
    void evenShares() {
        KernelCore core = new KernelCore(gib(3), NOTHING);

        assertThat(core.movableFrom(ram(List.of(range(4, 6)), List.of(range(6, 10)))))
                .isEqualTo(Map.of(0, pages(5.5), 1, pages(7.5)));
    }

    @Test
    void whatANodeDoesNotHave_comesFromTheOther() {
        KernelCore core = new KernelCore(gib(3), NOTHING);

        assertThat(core.movableFrom(ram(List.of(range(4, 5)), List.of(range(5, 8)))))
                .isEqualTo(Map.of(1, pages(7)));
    }

    /** It begins where the kernel has enough, which may be in a hole. */
    @Test
    void holes_areNotCounted() {
        KernelCore core = new KernelCore(NOTHING, gib(1));

        assertThat(core.movableFrom(new TreeMap<>(Map.of(0, List.of(range(4, 5), range(6, 7), range(8, 9))))))
                .isEqualTo(Map.of(0, pages(7)));
    }

    @Test
    void memoryBelowTheHighestZone_isTheKernels() {
        KernelCore core = new KernelCore(gib(1), NOTHING);

        assertThat(core.movableFrom(ram(List.of(range(0, 2)), List.of(range(2, 3), range(4, 6)))))
                .isEqualTo(Map.of(1, pages(4)));
    }

    @Test
    void percents_areOfAll() {
        KernelCore core = new KernelCore(new Amount(50, true), new Amount(25, true));

        assertThat(core.movableFrom(new TreeMap<>(Map.of(0, List.of(range(4, 8))))))
                .isEqualTo(Map.of(0, pages(7)));
    }
}
