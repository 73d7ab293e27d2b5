package memplug.tree;

import static memplug.tree.ReferenceRun.DEVICE;
import static memplug.tree.ReferenceRun.INJECT;
import static memplug.tree.ReferenceRun.MEMORY;
import static memplug.tree.ReferenceRun.WORKLOAD;
import static memplug.tree.ReferenceRun.movableBut;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a kernel answered when memory could not go: transcripts T06 and T06b to T06g. */
class OfflineFailuresTest {
    private static final long ALL_KB = 3_926_004;
    private static final String FAILED = "kmem dax0.0: hotremove failed, device left online: ";

    private final ReferenceRun run = new ReferenceRun();

    OfflineFailuresTest() throws Exception {}

    @AfterEach
    void invariantsHold() {
        assertThat(run.machine.audit()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"-16, EBUSY", "-12, ENOMEM", "-1, EPERM", "-22, EINVAL", "-11, EAGAIN"})
    void unplug_thatANotifierRefuses_saysItsErrno(String number, String errno) throws ErrnoException {
        run.plug();
        run.write(INJECT + "MEM_GOING_OFFLINE/error", number);

        assertThat(run.write(DEVICE, "unplugged")).isEqualTo("errno " + errno);

        assertThat(run.dmesg())
                .containsExactly("Injecting error (" + number + ") to MEM_GOING_OFFLINE", FAILED + number);
        assertThat(run.blocks()).isEqualTo(movableBut(""));
        assertThat(run.meminfo("MemTotal")).isEqualTo(ALL_KB);
    }

    @Test
    void offlineOfABlock_thatANotifierRefuses_saysItsErrno() throws ErrnoException {
        run.plug();
        run.write(INJECT + "MEM_GOING_OFFLINE/error", "-11");

        assertThat(run.write(MEMORY + "memory33/state", "offline")).isEqualTo("errno EAGAIN");
        assertThat(run.write(MEMORY + "memory33/online", "0")).isEqualTo("errno EAGAIN");
    }

    @ParameterizedTest
    @ValueSource(ints = {39, 36, 33})
    void unplug_withKernelPagesInABlock_putsAllBack(int block) throws ErrnoException {
        run.plugByHand(block);
        run.holdKernelPages();
        String before = movableBut(block + "=online[Normal]");
        assertThat(run.blocks()).isEqualTo(before);

        assertThat(run.write(DEVICE, "unplugged")).isEqualTo("errno EBUSY");

        List<String> dump = List.of(
                "page: refcount:1 mapcount:0 mapping:0000000000000000 index:0x0 pfn:0x%x".formatted(block * 0x8000),
                "flags: 0x400800000000000(node=1|zone=2)",
                "page dumped because: unmovable page");
        assertThat(run.dmesg()).containsSubsequence(dump).endsWith(FAILED + "-16");
        assertThat(run.uevents()).isEqualTo(awayAndBack(33, block));
        assertThat(run.blocks()).isEqualTo(before);
        assertThat(run.meminfo("MemTotal")).isEqualTo(ALL_KB);
        assertThat(run.write(MEMORY + "memory" + block + "/state", "offline")).isEqualTo("errno EBUSY");
        assertThat(run.write(DEVICE, "online_movable")).isEqualTo("errno EBUSY");
    }

    /** All blocks before the one that refused, in the same order both ways. */
    private static List<String> awayAndBack(int first, int refused) {
        return Stream.of("offline@memory", "online@memory")
                .flatMap(action -> IntStream.range(first, refused).mapToObj(block -> action + block))
                .toList();
    }

    @Test
    void unplug_leavesWhatWasOfflineBeforeOffline() throws ErrnoException {
        run.plugByHand(39, 33, 34);
        run.holdKernelPages();
        String before = movableBut("33=offline[Normal Movable] 34=offline[Normal Movable] 39=online[Normal]");

        assertThat(run.write(DEVICE, "unplugged")).isEqualTo("errno EBUSY");

        assertThat(run.uevents()).isEqualTo(awayAndBack(35, 39));
        assertThat(run.blocks()).isEqualTo(before);
        assertThat(run.meminfo("MemTotal")).isEqualTo(3_663_860);
    }

    @Test
    void unplug_putsBlocksBackIntoTheKindOfZoneTheyWereIn() throws ErrnoException {
        run.plugByHand(39, 33);
        run.holdKernelPages();
        run.write(MEMORY + "memory33/state", "online_kernel");
        String before = movableBut("33=online[Normal] 39=online[Normal]");

        assertThat(run.write(DEVICE, "unplugged")).isEqualTo("errno EBUSY");

        assertThat(run.dmesg()).anyMatch(line -> line.endsWith("pfn:0x138000"));
        assertThat(run.blocks()).isEqualTo(before);
        run.write(WORKLOAD, "stop pipes");
        assertThat(run.write(DEVICE, "unplugged")).isEqualTo("ok 9");
        assertThat(run.meminfo("MemTotal")).isEqualTo(3_008_500);
    }

    @Test
    void unplug_whoseRollbackIsRefused_logsEachBlockThatStaysOffline() throws ErrnoException {
        run.plugByHand(39);
        run.holdKernelPages();
        run.write(INJECT + "MEM_GOING_ONLINE/error", "-12");

        assertThat(run.write(DEVICE, "unplugged")).isEqualTo("errno EBUSY");

        String failure = "try_reonline_memory_block: Failed to re-online memory: -12";
        assertThat(run.dmesg().stream().filter(failure::equals)).hasSize(6);
        assertThat(run.dmesg())
                .containsSubsequence("Injecting error (-12) to MEM_GOING_ONLINE", failure, FAILED + "-16");
        assertThat(run.blocks())
                .isEqualTo("33=offline[Normal Movable] 34=offline[Normal Movable] 35=offline[Normal Movable] "
                        + "36=offline[Normal Movable] 37=offline[Normal Movable] 38=offline[Normal Movable] "
                        + "39=online[Normal]");
        assertThat(run.meminfo("MemTotal")).isEqualTo(3_139_572);
        run.write(INJECT + "MEM_GOING_ONLINE/error", "0");
        run.write(WORKLOAD, "stop pipes");
        assertThat(run.write(DEVICE, "unplugged")).isEqualTo("ok 9");
    }

    @Test
    void unplug_withPinnedPages_goesOnUntilASignal() throws ErrnoException {
        run.plug();
        run.write(WORKLOAD, "start hold 1MiB node=1\npin hold");

        assertThat(run.write(DEVICE, "unplugged")).isEqualTo("errno EINTR");

        assertThat(run.dmesg())
                .startsWith(
                        "migrating pfn 1080ff failed ret:256",
                        "page: refcount:3 mapcount:1 mapping:0000000000000000 index:0xff pfn:0x1080ff",
                        "anon flags: 0x60080000002081c(referenced|uptodate|dirty|owner_2|swapbacked|node=1|zone=3)",
                        "page dumped because: migration failure",
                        "migrating pfn 1080fe failed ret:256")
                .contains("migrating pfn 1080f6 failed ret:256")
                .doesNotContain("migrating pfn 1080f5 failed ret:256")
                .endsWith(FAILED + "-4");
        assertThat(run.blocks()).isEqualTo(movableBut(""));
    }

    @Test
    void offlineOfEachBlock_withPinnedPagesInOne_refusesThatOne() throws ErrnoException {
        run.plug();
        run.write(WORKLOAD, "start hold 1MiB node=1\npin hold");

        assertThat(run.write(MEMORY + "memory33/state", "offline")).isEqualTo("errno EINTR");
        for (int block = 34; block <= 39; block++) {
            assertThat(run.write(MEMORY + "memory" + block + "/state", "offline"))
                    .isEqualTo("ok 7");
        }

        assertThat(run.meminfo("MemTotal")).isEqualTo(3_139_572);
        run.write(WORKLOAD, "stop hold");
        assertThat(run.write(DEVICE, "unplugged")).isEqualTo("ok 9");
    }

    @Test
    void unplug_refusedAtTheFirstBlock_leavesMixedZones() throws ErrnoException {
        run.write(MEMORY + "memory33/state", "online_kernel");
        run.write(MEMORY + "memory34/state", "online");
        for (int block = 36; block <= 38; block++) {
            run.write(MEMORY + "memory" + block + "/state", "online_movable");
        }
        String before = movableBut(
                "33=online[Normal] 34=online[Normal] 35=offline[Normal Movable] " + "39=offline[Normal Movable]");
        assertThat(run.blocks()).isEqualTo(before);
        run.write(INJECT + "MEM_GOING_OFFLINE/error", "-16");

        assertThat(run.write(DEVICE, "unplugged")).isEqualTo("errno EBUSY");

        assertThat(run.blocks()).isEqualTo(before);
        assertThat(run.meminfo("MemTotal")).isEqualTo(3_663_860);
    }
}
