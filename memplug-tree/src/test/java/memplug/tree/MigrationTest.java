package memplug.tree;

import static memplug.tree.ReferenceRun.DEVICE;
import static memplug.tree.ReferenceRun.MEMORY;
import static memplug.tree.ReferenceRun.WORKLOAD;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a kernel did with memory in use when it went away: transcripts T07 and T07b. */
class MigrationTest {
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
        run.write("/sys/devices/system/node/node1/hugepages/hugepages-2048kB/nr_hugepages", "64");
        assertThat(run.meminfo("Hugetlb")).isEqualTo(131_072);

        assertThat(run.write(DEVICE, "unplugged")).isEqualTo("ok 9");

        assertThat(run.meminfo("HugePages_Total")).isZero();
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
