package memplug.tree;

import static memplug.tree.ReferenceRun.DEVICE;
import static memplug.tree.ReferenceRun.MEMORY;
import static memplug.tree.ReferenceRun.WORKLOAD;
import static memplug.tree.ReferenceRun.movableBut;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a kernel did with memory in use when it went away: transcripts T07 and T07b. */
class MigrationTest {
    private static final String POOL = "/sys/devices/system/node/node1/hugepages/hugepages-2048kB/";

    private final ReferenceRun run = new ReferenceRun();

    MigrationTest() throws Exception {}

    @BeforeEach
    void plug() throws ErrnoException {
        run.plug();
    }

    @AfterEach
    void invariantsHold() {
        assertThat(run.machine.audit()).isEmpty();
    }

    @Test
    void holdingMemory_showsInAllFiles() throws ErrnoException {
        long free = run.meminfo("MemFree");
        long anonymous = run.meminfo("AnonPages");

        run.write(WORKLOAD, "start hold 256MiB node=1");

        assertThat(free - run.meminfo("MemFree")).isEqualTo(262_144);
        assertThat(run.meminfo("AnonPages") - anonymous).isEqualTo(262_144);
        assertThat(run.shell.read("/proc/buddyinfo"))
                .contains("Node 1, zone  Movable      0      0      0      0      0      0      0      0      0      0"
                        + "    160 \n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"movable", "cache", "thp", "huge"})
    void unplug_movesItAndLosesNothing(String kind) throws ErrnoException {
        run.write(WORKLOAD, "start hold 256MiB node=1 " + kind);

        assertThat(run.write(DEVICE, "unplugged")).isEqualTo("ok 9");

        assertThat(run.workload()).isEqualTo("hold 256MiB node=1 " + kind + " node0/DMA32=256MiB whole");
        assertThat(run.shell.read("/proc/vmstat")).contains("pgmigrate_success 65536\npgmigrate_fail 0\n");
        assertThat(run.meminfo("MemTotal")).isEqualTo(3_008_500);
    }

    @Test
    void unplug_ofLockedMemory_movesIt() throws ErrnoException {
        run.write(WORKLOAD, "start hold 256MiB node=1\nlock hold");
        assertThat(run.meminfo("Mlocked")).isEqualTo(262_144);

        assertThat(run.write(DEVICE, "unplugged")).isEqualTo("ok 9");

        assertThat(run.workload()).endsWith("node0/DMA32=256MiB whole");
    }

    @Test
    void unplug_ofAPoolOfHugePages_dissolvesIt() throws ErrnoException {
        run.write(POOL + "nr_hugepages", "64");
        assertThat(run.meminfo("Hugetlb")).isEqualTo(131_072);

        assertThat(run.write(DEVICE, "unplugged")).isEqualTo("ok 9");

        assertThat(run.meminfo("HugePages_Total")).isZero();
    }

    @Test
    void unplug_ofAReservedHugePage_isRefusedAndLeavesThatOne() throws ErrnoException {
        run.write(POOL + "nr_hugepages", "64");
        run.write(WORKLOAD, "start hold 64MiB node=1 huge\nreserve hold 2MiB");
        assertThat(hugePages()).isEqualTo("Total 64, Free 32, Rsvd 1, Surp 0");

        assertThat(run.write(DEVICE, "unplugged")).isEqualTo("errno EBUSY");

        assertThat(run.dmesg()).containsExactly("kmem dax0.0: hotremove failed, device left online: -16");
        assertThat(run.shell.read(DEVICE)).isEqualTo("online_movable\n");
        assertThat(run.blocks()).isEqualTo(movableBut(""));
        assertThat(run.meminfo("MemTotal")).isEqualTo(3_926_004);
        assertThat(hugePages()).isEqualTo("Total 33, Free 1, Rsvd 1, Surp 0");
        assertThat(run.meminfo("Hugetlb")).isEqualTo(67_584);
        assertThat(run.workload()).isEqualTo("hold 64MiB node=1 huge reserved=2MiB node0/DMA32=64MiB whole");
        run.write(WORKLOAD, "stop hold");
        assertThat(hugePages()).isEqualTo("Total 33, Free 33, Rsvd 0, Surp 0");
        assertThat(run.write(DEVICE, "unplugged")).isEqualTo("ok 9");
        assertThat(hugePages()).isEqualTo("Total 32, Free 32, Rsvd 0, Surp 0");
    }

    private String hugePages() throws ErrnoException {
        return "Total %d, Free %d, Rsvd %d, Surp %d"
                .formatted(
                        run.meminfo("HugePages_Total"),
                        run.meminfo("HugePages_Free"),
                        run.meminfo("HugePages_Rsvd"),
                        run.meminfo("HugePages_Surp"));
    }

    @Test
    void hugePagesOfAProcess_comeFromThePoolAndGoBackToIt() throws ErrnoException {
        run.write(POOL + "nr_hugepages", "8");
        run.write(WORKLOAD, "start hold 4MiB node=1 huge");
        assertThat(hugePages()).isEqualTo("Total 8, Free 6, Rsvd 0, Surp 0");
        run.write(WORKLOAD, "touch hold 16MiB");
        assertThat(hugePages()).isEqualTo("Total 10, Free 0, Rsvd 0, Surp 2");
        assertThat(run.shell.read(POOL + "surplus_hugepages")).isEqualTo("2\n");
        assertThat(run.write(WORKLOAD, "check hold")).startsWith("ok");

        run.write(WORKLOAD, "free hold 6MiB");
        assertThat(hugePages()).isEqualTo("Total 8, Free 1, Rsvd 0, Surp 0");
        run.write(WORKLOAD, "stop hold");
        assertThat(hugePages()).isEqualTo("Total 8, Free 8, Rsvd 0, Surp 0");
    }

    @Test
    void reservedHugePages_areNobodyElses() throws ErrnoException {
        run.write(POOL + "nr_hugepages", "4");
        run.write(WORKLOAD, "start one 2MiB bind=1 huge\nstart other 2MiB bind=1 huge");

        assertThat(run.write(WORKLOAD, "reserve one 6MiB")).isEqualTo("errno ENOMEM");
        assertThat(run.write(WORKLOAD, "reserve one 4MiB")).startsWith("ok");
        assertThat(run.write(WORKLOAD, "reserve other 2MiB")).isEqualTo("errno ENOMEM");
        run.write(WORKLOAD, "touch other 2MiB");
        assertThat(hugePages()).isEqualTo("Total 5, Free 2, Rsvd 2, Surp 1");
        run.write(POOL + "nr_hugepages", "0");
        assertThat(hugePages()).isEqualTo("Total 5, Free 2, Rsvd 2, Surp 5");

        run.write(WORKLOAD, "touch one 2MiB");
        assertThat(hugePages()).isEqualTo("Total 5, Free 1, Rsvd 1, Surp 5");
        run.write(WORKLOAD, "stop one\nstop other");
        assertThat(hugePages()).isEqualTo("Total 0, Free 0, Rsvd 0, Surp 0");
    }

    @Test
    void reservedHugePage_goesOutOfUseForNobody() throws ErrnoException {
        run.write(POOL + "nr_hugepages", "2");
        run.write(WORKLOAD, "start hold 2MiB node=1 huge\nreserve hold");

        assertThat(run.write(MEMORY + "soft_offline_page", "0x108201000")).isEqualTo("errno EBUSY");
        assertThat(run.write(MEMORY + "hard_offline_page", "0x108201000")).isEqualTo("errno EBUSY");
        run.write(WORKLOAD, "stop hold");
        assertThat(run.write(MEMORY + "hard_offline_page", "0x108201000")).isEqualTo("ok 11");

        assertThat(run.dmesg())
                .containsExactly("Memory failure: 0x108201: recovery action for free huge page: Recovered");
        assertThat(hugePages()).isEqualTo("Total 1, Free 1, Rsvd 0, Surp 0");
    }

    @Test
    void reserve_ofOtherMemory_isRefused() throws ErrnoException {
        run.write(WORKLOAD, "start hold 2MiB node=1 thp");

        assertThat(run.write(WORKLOAD, "reserve hold 2MiB")).isEqualTo("errno EINVAL");
    }

    @Test
    void offlineBlockByBlock_movesWhatEachHas() throws ErrnoException {
        run.write(WORKLOAD, "start hold 256MiB node=1");

        run.write(MEMORY + "memory33/state", "offline");
        assertThat(run.workload()).endsWith("node0/DMA32=128MiB node1/Movable=128MiB whole");
        run.write(MEMORY + "memory34/state", "offline");
        assertThat(run.workload()).endsWith("node0/DMA32=256MiB whole");
    }

    @Test
    void unplug_withNowhereToGo_goesOnUntilASignal() throws ErrnoException {
        run.write(WORKLOAD, "start other 2500MiB bind=0\nstart hold 700MiB bind=1");

        assertThat(run.write(DEVICE, "unplugged")).isEqualTo("errno EINTR");

        assertThat(run.dmesg())
                .anyMatch(line -> line.matches("migrating pfn [0-9a-f]+ failed ret:-12"))
                .anyMatch(line -> line.matches(
                        "anon flags: 0x[0-9a-f]+20808\\(uptodate\\|owner_2\\|swapbacked\\|node=1\\|zone=3\\)"))
                .endsWith("kmem dax0.0: hotremove failed, device left online: -4");
        assertThat(run.workload()).contains("hold 700MiB").doesNotContain("damaged");
        run.write(WORKLOAD, "stop other");
        assertThat(run.write(DEVICE, "unplugged")).isEqualTo("ok 9");
    }

    @Test
    void pagetypeinfo_ofAddedMemory_isThatOfTheKernel() throws ErrnoException {
        assertThat(run.shell.read("/proc/pagetypeinfo")).endsWith("""
                Page block order: 9
                Pages per block:  512

                Free pages count per migrate type at order       0      1      2      3      4      5      6      7      8      9     10\s
                Node    1, zone  Movable, type    Unmovable      0      0      0      0      0      0      0      0      0      0      0\s
                Node    1, zone  Movable, type      Movable      0      0      0      0      0      0      0      0      0      0    224\s
                Node    1, zone  Movable, type  Reclaimable      0      0      0      0      0      0      0      0      0      0      0\s
                Node    1, zone  Movable, type   HighAtomic      0      0      0      0      0      0      0      0      0      0      0\s
                Node    1, zone  Movable, type      Isolate      0      0      0      0      0      0      0      0      0      0      0\s

                Number of blocks type     Unmovable      Movable  Reclaimable   HighAtomic      Isolate\s
                Node 1, zone  Movable            0          448            0            0            0\s
                """);
    }
}
