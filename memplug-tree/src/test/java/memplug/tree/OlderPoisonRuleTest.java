package memplug.tree;

import static memplug.tree.ReferenceRun.DEVICE;
import static memplug.tree.ReferenceRun.MEMORY;
import static memplug.tree.ReferenceRun.WORKLOAD;
import static memplug.tree.ReferenceRun.movableBut;
import static org.assertj.core.api.Assertions.assertThat;

import memplug.machine.kernel.Choices;
import memplug.machine.kernel.Fault;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A kernel that was built with {@code online-clears-poison}; {@link PoisonTest} has one that was not. */
class OlderPoisonRuleTest {
    private static final String HARD = MEMORY + "hard_offline_page";
    private static final String BLOCK = MEMORY + "memory35/state";

    private final ReferenceRun run = new ReferenceRun("features: {online-clears-poison: true}\n");

    OlderPoisonRuleTest() throws Exception {}

    @BeforeEach
    void plugAndPoison() throws ErrnoException {
        run.plug();
        run.write(HARD, "0x118100000");
    }

    @AfterEach
    void invariantsHold() {
        assertThat(run.machine.audit()).isEmpty();
    }

    @Test
    void offline_keepsThePoison() throws ErrnoException {
        assertThat(run.write(BLOCK, "offline")).isEqualTo("ok 7");

        assertThat(run.meminfo("HardwareCorrupted")).isEqualTo(4);
    }

    @Test
    void online_makesItsPagesUsableAgain() throws ErrnoException {
        run.write(BLOCK, "offline");

        assertThat(run.write(BLOCK, "online_movable")).isEqualTo("ok 14");

        assertThat(run.meminfo("HardwareCorrupted")).isZero();
        assertThat(run.write(WORKLOAD, "start hold 895MiB bind=1")).startsWith("ok");
        assertThat(run.workload()).endsWith("node1/Movable=895MiB whole");
        assertThat(run.write(HARD, "0x118100000")).isEqualTo("ok 11");
    }

    @Test
    void online_thatIsRefused_keepsThePoison() throws ErrnoException {
        run.write(BLOCK, "offline");
        run.write(ReferenceRun.INJECT + "MEM_GOING_ONLINE/error", "-12");

        assertThat(run.write(BLOCK, "online_movable")).isEqualTo("errno ENOMEM");

        assertThat(run.meminfo("HardwareCorrupted")).isEqualTo(4);
    }

    @Test
    void rollback_putsTheBlockBackOnline() throws ErrnoException {
        Choices unmovable = fault -> fault.kind() == Fault.Kind.UNMOVABLE_PAGE && fault.address() == 38L << 27;
        run.machine.kernel().decideBy(unmovable);

        assertThat(run.write(DEVICE, "unplugged")).isEqualTo("errno EBUSY");

        assertThat(run.dmesg()).noneMatch(line -> line.contains("Failed to re-online"));
        assertThat(run.blocks()).isEqualTo(movableBut(""));
        assertThat(run.meminfo("HardwareCorrupted")).isZero();
    }
}
