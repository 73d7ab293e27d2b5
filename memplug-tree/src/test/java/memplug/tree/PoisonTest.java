package memplug.tree;

import static memplug.tree.ReferenceRun.DEVICE;
import static memplug.tree.ReferenceRun.MEMORY;
import static memplug.tree.ReferenceRun.WORKLOAD;
import static memplug.tree.ReferenceRun.movableBut;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import memplug.machine.kernel.Choices;
import memplug.machine.kernel.Fault;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a kernel answered when pages went out of use: transcripts T11, T11b and T22. */
class PoisonTest {
    private static final String SOFT = MEMORY + "soft_offline_page";
    private static final String HARD = MEMORY + "hard_offline_page";

    private final ReferenceRun run = new ReferenceRun();

    PoisonTest() throws Exception {}

    @BeforeEach
    void plug() throws ErrnoException {
        run.plug();
    }

    @AfterEach
    void invariantsHold() {
        assertThat(run.machine.audit()).isEmpty();
    }

    @Test
    void soft_twice_isDoneOnce() throws ErrnoException {
        assertThat(run.write(SOFT, "0x118100000")).isEqualTo("ok 11");
        assertThat(run.dmesg()).isEmpty();
        assertThat(run.write(SOFT, "0x118100000")).isEqualTo("ok 11");
        assertThat(run.dmesg()).containsExactly("Soft offline: 0x118100: page already poisoned");
        assertThat(run.meminfo("HardwareCorrupted")).isEqualTo(4);
    }

    @Test
    void hard_twice_isRefusedTheSecondTime() throws ErrnoException {
        assertThat(run.write(HARD, "0x118200000")).isEqualTo("ok 11");
        assertThat(run.dmesg())
                .containsExactly("Memory failure: 0x118200: recovery action for free buddy page: Recovered");
        assertThat(run.write(HARD, "0x118200000")).isEqualTo("errno EHWPOISON");
        assertThat(run.dmesg())
                .containsExactly("Memory failure: 0x118200: recovery action for already poisoned page: Failed");
    }

    @ParameterizedTest
    @CsvSource({
        "bogus, EINVAL, EINVAL",
        "0x7fffffffffff000, ENXIO, ENXIO",
        "0xffffffffffffffffff, EINVAL, EINVAL",
        "-1, EINVAL, EINVAL",
        "3221225472, ENXIO, ENXIO",
        "0x118100000 x, EINVAL, EINVAL",
        "0, EIO, EBUSY"
    })
    void badAddress_isRefused(String address, String soft, String hard) throws ErrnoException {
        assertThat(run.write(SOFT, address)).isEqualTo("errno " + soft);
        assertThat(run.write(HARD, address)).isEqualTo("errno " + hard);
    }

    @Test
    void reservedPage_countsAsPoisonedOnceItHasFailed() throws ErrnoException {
        assertThat(run.write(HARD, "0x1000000")).isEqualTo("errno EBUSY");
        assertThat(run.dmesg())
                .containsExactly(
                        "Memory failure: 0x1000: unhandlable page.",
                        "Memory failure: 0x1000: recovery action for get hwpoison page: Ignored");

        assertThat(run.write(SOFT, "0x1000100")).isEqualTo("ok 9");
        assertThat(run.write(HARD, "0x1000100")).isEqualTo("errno EHWPOISON");
        assertThat(run.meminfo("HardwareCorrupted")).isEqualTo(4);
    }

    @Test
    void pageOfAnOfflineBlock_isOutsideKernelControl() throws ErrnoException {
        run.write(MEMORY + "memory36/state", "offline");

        assertThat(run.write(SOFT, "0x120001000")).isEqualTo("errno EIO");
        assertThat(run.write(HARD, "0x120001000")).isEqualTo("errno ENXIO");
        assertThat(run.dmesg()).containsExactly("Memory failure: 0x120001: memory outside kernel control");
    }

    @Test
    void blockWithAPoisonedPage_goesOfflineAndNotOnlineAgain() throws ErrnoException {
        run.write(SOFT, "0x118100000");

        assertThat(run.write(MEMORY + "memory35/state", "offline")).isEqualTo("ok 7");
        assertThat(run.write(MEMORY + "memory35/state", "online_movable")).isEqualTo("errno EHWPOISON");
        assertThat(run.meminfo("HardwareCorrupted")).isEqualTo(4);
    }

    @Test
    void unplug_takesPoisonedPagesAlong() throws ErrnoException {
        run.write(SOFT, "0x118100000");

        assertThat(run.write(DEVICE, "unplugged")).isEqualTo("ok 9");
        assertThat(run.meminfo("HardwareCorrupted")).isZero();
        assertThat(run.write(DEVICE, "online_movable")).isEqualTo("ok 14");
        assertThat(run.blocks()).isEqualTo(movableBut(""));
    }

    @Test
    void rollback_leavesABlockWithAPoisonedPageOffline() throws ErrnoException {
        run.write(HARD, "0x118100000");
        run.machine.kernel().decideBy(refusing(38));

        assertThat(run.write(DEVICE, "unplugged")).isEqualTo("errno EBUSY");

        assertThat(run.dmesg())
                .containsSubsequence(
                        "try_reonline_memory_block: Failed to re-online memory: -133",
                        "kmem dax0.0: hotremove failed, device left online: -16");
        assertThat(run.blocks()).startsWith("33=online[Movable] 34=online[Movable] 35=offline[");
        assertThat(run.meminfo("MemTotal")).isEqualTo(3_794_932);
        run.machine.kernel().decideBy(Choices.NOTHING_GOES_WRONG);
        assertThat(run.write(MEMORY + "memory35/state", "online_movable")).isEqualTo("errno EHWPOISON");
        assertThat(run.write(DEVICE, "unplugged")).isEqualTo("ok 9");
        assertThat(run.meminfo("HardwareCorrupted")).isZero();
    }

    private static Choices refusing(long block) {
        return fault -> fault.kind() == Fault.Kind.UNMOVABLE_PAGE && fault.address() == block << 27;
    }

    @Test
    void hard_ofAPageInUse_killsItsProcessWhenItLooks() throws ErrnoException {
        run.write(WORKLOAD, "start hold 4MiB node=1");

        assertThat(run.write(HARD, "0x108080000")).isEqualTo("ok 11");

        assertThat(run.dmesg())
                .containsExactly("Memory failure: 0x108080: recovery action for dirty LRU page: Recovered");
        assertThat(run.workload()).endsWith(" struck");
        for (String address : List.of("0x108090000", "0x108000000", "0x108001000", "0x108100000", "0x108200000")) {
            assertThat(run.write(SOFT, address)).isEqualTo("ok 11");
        }
        assertThat(run.write(WORKLOAD, "check hold")).isEqualTo("errno EHWPOISON");
        assertThat(run.workload()).isEmpty();
        assertThat(run.meminfo("HardwareCorrupted")).isEqualTo(24);
        assertThat(run.write(DEVICE, "unplugged")).isEqualTo("ok 9");
    }
}
