package memplug.tree;

import static memplug.tree.ReferenceRun.DEVICE;
import static memplug.tree.ReferenceRun.MEMORY;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A whole device whose first block holds what is kept of the others, as kernels of 2012 had it. */
class PageCgroupTest {
    private final ReferenceRun run = new ReferenceRun("features: {page-cgroup: true}\n");

    PageCgroupTest() throws Exception {}

    @AfterEach
    void invariantsHold() {
        assertThat(run.machine.audit()).isEmpty();
    }

    @Test
    void unplug_triesEachBlockOnce_andIsRefused() throws ErrnoException {
        run.write(DEVICE, "unplugged");
        run.write(DEVICE, "online_kernel");
        String blocks = run.blocks();
        long total = run.meminfo("MemTotal");

        assertThat(run.write(DEVICE, "unplugged")).isEqualTo("errno EBUSY");

        assertThat(run.dmesg())
                .contains("page dumped because: unmovable page")
                .endsWith("kmem dax0.0: hotremove failed, device left online: -16");
        assertThat(run.blocks()).isEqualTo(blocks).startsWith("33=online[Normal] ");
        assertThat(run.meminfo("MemTotal")).isEqualTo(total);
    }

    @Test
    void unplug_refusedAtALaterBlock_rollsBack() throws ErrnoException {
        run.plugByHand(34);
        String blocks = run.blocks();

        assertThat(run.write(DEVICE, "unplugged")).isEqualTo("errno EBUSY");

        assertThat(run.blocks()).isEqualTo(blocks).startsWith("33=online[Movable] 34=online[Normal] ");
    }

    @Test
    void offline_byHandInReversedOrder_letsTheDeviceGo() throws ErrnoException {
        run.write(DEVICE, "unplugged");
        run.write(DEVICE, "online_kernel");
        assertThat(run.write(MEMORY + "memory33/state", "offline")).isEqualTo("errno EBUSY");

        for (int block = 39; block >= 33; block--) {
            assertThat(run.write(MEMORY + "memory" + block + "/state", "offline"))
                    .isEqualTo("ok 7");
            assertThat(run.machine.audit()).isEmpty();
        }

        assertThat(run.write(DEVICE, "unplugged")).isEqualTo("ok 9");
    }

    @Test
    void unplug_leavesNothingOfItBehind() throws ErrnoException {
        run.write(DEVICE, "unplugged");
        long free = run.meminfo("MemFree");

        run.write(DEVICE, "online_movable");
        run.write(DEVICE, "unplugged");

        assertThat(run.meminfo("MemFree")).isEqualTo(free);
    }
}
