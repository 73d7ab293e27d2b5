package memplug.machine.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import memplug.machine.Machine;
import memplug.machine.TestMachines;
import memplug.machine.dax.KmemDriver.StateOutcome;
import memplug.machine.dax.KmemState;
import memplug.machine.kernel.LogLine;
import memplug.machine.kernel.Task;
import memplug.machine.mm.BlockState;
import memplug.machine.mm.FrameRun;
import memplug.machine.mm.FrameUse;
import memplug.machine.mm.MemoryBlock;
import memplug.machine.mm.OnlineType;
import memplug.machine.mm.Outcome;
import memplug.machine.mm.PageAllocator.Contents;
import memplug.machine.mm.Refusal;
import memplug.machine.mm.ZoneKind;
import memplug.machine.phys.ByteSize;
import memplug.machine.phys.PhysicalRange;
import memplug.machine.workload.Policy.Kind;
import memplug.machine.workload.WorkloadOutcome.Damaged;
import memplug.machine.workload.WorkloadOutcome.Done;
import memplug.machine.workload.WorkloadOutcome.Killed;
import memplug.machine.workload.WorkloadOutcome.NameTaken;
import memplug.machine.workload.WorkloadOutcome.NoMemory;
import memplug.machine.workload.WorkloadOutcome.NoSuchProcess;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Nine blocks of node 1 are online in ZONE_MOVABLE, beside 2 GiB of node 0. */
class WorkloadTest {
    private static final long MIB = ByteSize.MIB;
    private static final long ALL = Long.MAX_VALUE;

    private final Machine machine = TestMachines.twoRanges();
    private final Workload workload = machine.workload();

    WorkloadTest() {
        set(KmemState.UNPLUGGED);
        set(KmemState.ONLINE_MOVABLE);
    }

    @AfterEach
    void invariantsHold() {
        assertThat(machine.audit()).isEmpty();
    }

    private StateOutcome set(KmemState state) {
        return machine.dax()
                .kmem()
                .setState(machine.dax().device(TestMachines.DAX).orElseThrow(), state, Task.PLAIN);
    }

    @Test
    void offliningPagesOfOneHugePage_takesEachOnce() {
        workload.start(new ProcessRequest("huge", 4 * MIB, Policy.onNode(1), PageKind.HUGE));

        assertThat(machine.hotplug().hardOffline(0x1_0000_5000L)).isInstanceOf(Outcome.Done.class);
        assertThat(machine.hotplug().softOffline(0x1_0000_6000L)).isInstanceOf(Outcome.Done.class);

        assertThat(Objects.requireNonNull(machine.memory().blocks().get(TestMachines.FIRST_BLOCK))
                        .poisonedPages())
                .isEqualTo(2);
        assertThat(machine.audit()).isEmpty();
    }

    @Test
    void unplug_ofAPinnedPage_namesItsOwner() {
        workload.start("redis", 64 * MIB, 1);
        workload.pin("redis", 16 * MIB);

        assertThat(set(KmemState.UNPLUGGED))
                .isInstanceOfSatisfying(
                        StateOutcome.Refused.class,
                        refused -> assertThat(refused.reason())
                                .isInstanceOfSatisfying(
                                        Refusal.PinnedPage.class,
                                        pinned -> assertThat(pinned.owner()).isEqualTo("redis")));
    }

    @Test
    void pinLongTerm_movesPagesOutOfMovable_soThatTheDeviceCanGo() {
        workload.start("rdma", 64 * MIB, 1);

        assertThat(workload.pinLongTerm("rdma", 16 * MIB)).isEqualTo(new Done());

        assertThat(places("rdma"))
                .isEqualTo(Map.of(
                        0, Map.of(ZoneKind.DMA32, 16 * MIB / 4096), 1, Map.of(ZoneKind.MOVABLE, 48 * MIB / 4096)));
        assertThat(set(KmemState.UNPLUGGED)).isEqualTo(new StateOutcome.Done());
        assertThat(workload.check("rdma")).isEqualTo(new Done());
    }

    @Test
    void pinLongTerm_withNoRoomOutsideMovable_isRefusedAndPinsNothing() {
        workload.start("rdma", 64 * MIB, 1);
        workload.start(new ProcessRequest(
                "slab", machine.memory().node(0).free() * 4096 - 64 * MIB, Policy.onNode(0), PageKind.SLAB));

        assertThat(workload.pinLongTerm("rdma", 64 * MIB)).isInstanceOf(NoMemory.class);

        assertThat(Objects.requireNonNull(workload.processes().get("rdma")).pinned())
                .isZero();
        assertThat(workload.check("rdma")).isEqualTo(new Done());
    }

    @Test
    void touch_ofMoreThanAProcessMaps_isRefused() {
        workload.start("redis", 64 * MIB, 1);

        assertThat(workload.touch("redis", 8 * ByteSize.TIB)).isInstanceOf(WorkloadOutcome.NotPossible.class);
        assertThat(workload.touch("redis", 16 * ByteSize.TIB)).isInstanceOf(WorkloadOutcome.NotPossible.class);
    }

    @Test
    void policy_namingANodeTwice_isAsIfItDidOnce() {
        assertThat(Policy.parse("bind=0,0,1")).isEqualTo(new Policy(Kind.BIND, List.of(0, 1)));
    }

    private Map<Integer, Map<ZoneKind, Long>> places(String name) {
        int owner = Objects.requireNonNull(workload.processes().get(name)).owner();
        return Whereabouts.of(machine.memory(), each -> each == owner).places(owner);
    }

    /** A machine whose node 1 has 2 GiB in ZONE_NORMAL, and nothing in it yet. */
    private static Machine kernelZoneOnly() {
        PhysicalRange range = new PhysicalRange(0x1_0000_0000L, 0x1_8000_0000L);
        Machine machine = TestMachines.unbound(range);
        machine.dax().bus().bind(machine.dax().kmem(), TestMachines.DAX, Task.PLAIN);
        machine.hotplug().online(range, OnlineType.ONLINE_KERNEL, Task.PLAIN);
        return machine;
    }

    private WorkloadOutcome start(String name, long bytes, Policy policy, PageKind kind) {
        return workload.start(new ProcessRequest(name, bytes, policy, kind));
    }

    private MemoryUser process(String name) {
        return Objects.requireNonNull(workload.processes().get(name), name);
    }

    private Map<Integer, Map<ZoneKind, Long>> placesOf(String name) {
        MemoryUser process = process(name);
        return Whereabouts.of(machine.memory(), owner -> owner == process.owner())
                .places(process.owner());
    }

    private MemoryBlock first() {
        return machine.memory().block(TestMachines.FIRST_BLOCK).orElseThrow();
    }

    @Test
    void start_fillsMovableMemoryOfItsNode() {
        assertThat(workload.start("redis", 300 * MIB, 1)).isInstanceOf(Done.class);

        assertThat(placesOf("redis")).isEqualTo(Map.of(1, Map.of(ZoneKind.MOVABLE, 76_800L)));
        assertThat(workload.check("redis")).isInstanceOf(Done.class);
    }

    @Test
    void start_ofANameThatIsTaken_isRefused() {
        workload.start("redis", MIB, 1);

        assertThat(workload.start("redis", MIB, 1)).isEqualTo(new NameTaken("redis"));
    }

    @Test
    void start_ofMoreThanThereIs_takesNothing() {
        var before = machine.fingerprint();

        assertThat(workload.start("redis", 64 * ByteSize.GIB, 1)).isInstanceOf(NoMemory.class);

        assertThat(machine.fingerprint()).isEqualTo(before);
    }

    @Test
    void start_onANodeThatIsFull_goesToTheNext() {
        workload.start("redis", 1200 * MIB, 1);

        assertThat(placesOf("redis").keySet()).containsExactly(0, 1);
    }

    @Test
    void start_boundToANodeThatIsFull_isRefused() {
        assertThat(start("redis", 1200 * MIB, new Policy(Kind.BIND, List.of(1)), PageKind.MOVABLE))
                .isInstanceOf(NoMemory.class);
    }

    @Test
    void start_interleaved_takesTurns() {
        start("redis", 64 * MIB, new Policy(Kind.INTERLEAVE, List.of(0, 1)), PageKind.MOVABLE);

        assertThat(placesOf("redis").get(1)).isEqualTo(Map.of(ZoneKind.MOVABLE, 8_192L));
    }

    @Test
    void start_leavesWhatWatermarksKeep() {
        start("redis", 64 * MIB, new Policy(Kind.BIND, List.of(1)), PageKind.MOVABLE);
        long min = machine.memory().node(1).zone(ZoneKind.MOVABLE).watermarks().min();
        long free = machine.memory().node(1).free() * 4096;

        assertThat(start("all", free, new Policy(Kind.BIND, List.of(1)), PageKind.MOVABLE))
                .isInstanceOf(NoMemory.class);
        assertThat(start("most", free - min * 4096, new Policy(Kind.BIND, List.of(1)), PageKind.MOVABLE))
                .isInstanceOf(Done.class);
    }

    @Test
    void slabs_onANodeThatIsMovableOnly_goToAnother() {
        start("dentries", 16 * MIB, Policy.onNode(1), PageKind.SLAB);

        assertThat(placesOf("dentries").keySet()).containsExactly(0);
    }

    @Test
    void hugePages_beginAtTheirSize() {
        workload.start("odd", 4096, 1);

        start("redis", 8 * MIB, Policy.onNode(1), PageKind.HUGE);

        assertThat(first().frames().runs())
                .anyMatch(run -> run.use() == FrameUse.HUGE_2M && run.first() == 512 && run.pages() == 2048);
    }

    @Test
    void giganticPages_areInNoMovableZone() {
        assertThat(start("vm", ByteSize.GIB, new Policy(Kind.BIND, List.of(1)), PageKind.GIGANTIC))
                .isInstanceOf(NoMemory.class);

        Machine other = kernelZoneOnly();
        Policy bound = new Policy(Kind.BIND, List.of(1));
        assertThat(other.workload().start(new ProcessRequest("vm", ByteSize.GIB, bound, PageKind.GIGANTIC)))
                .isInstanceOf(Done.class);
        assertThat(other.audit()).isEmpty();
    }

    @Test
    void unplug_movesPagesWithWhatTheyHold() {
        workload.start("redis", 300 * MIB, 1);
        workload.write("redis", 10 * MIB);
        workload.touch("redis", MIB);

        assertThat(set(KmemState.UNPLUGGED)).isInstanceOf(StateOutcome.Done.class);

        assertThat(placesOf("redis").keySet()).containsExactly(0);
        assertThat(workload.check("redis")).isInstanceOf(Done.class);
    }

    @Test
    void unplug_ofScatteredPages_gathersThem() {
        workload.start("redis", 300 * MIB, 1);
        workload.thin("redis", 4096);

        assertThat(set(KmemState.UNPLUGGED)).isInstanceOf(StateOutcome.Done.class);

        assertThat(placesOf("redis").keySet()).containsExactly(0);
        assertThat(workload.check("redis")).isInstanceOf(Done.class);
        assertThat(process("redis").pages()).isEqualTo(38_400);
    }

    @Test
    void unplug_withPinnedPages_isRefusedAndLosesNothing() {
        workload.start("redis", 300 * MIB, 1);
        workload.pin("redis", MIB);

        assertThat(set(KmemState.UNPLUGGED)).isInstanceOf(StateOutcome.Refused.class);

        assertThat(machine.memory().blocks().values()).allMatch(block -> block.state() == BlockState.ONLINE);
        assertThat(workload.check("redis")).isInstanceOf(Done.class);
    }

    @Test
    void unpin_letsPagesGo() {
        workload.start("redis", 300 * MIB, 1);
        workload.pin("redis", MIB);
        workload.unpin("redis", ALL);

        assertThat(set(KmemState.UNPLUGGED)).isInstanceOf(StateOutcome.Done.class);
    }

    @Test
    void offline_ofLockedPages_movesThem() {
        workload.start("redis", MIB, 1);
        workload.lock("redis", ALL);

        assertThat(machine.hotplug().offline(first(), Task.PLAIN)).isInstanceOf(Outcome.Done.class);

        assertThat(process("redis").locked()).isEqualTo(256);
    }

    @Test
    void offline_ofHugePagesWithNoRoomForThem_splitsTransparentOnesOnly() {
        workload.start("filler", 1700 * MIB, 0);
        start("thp", 4 * MIB, Policy.onNode(1), PageKind.TRANSPARENT_HUGE);
        workload.thin("filler", 4096);

        assertThat(machine.hotplug().offline(first(), Task.PLAIN)).isInstanceOf(Outcome.Done.class);
        assertThat(workload.check("thp")).isInstanceOf(Done.class);
    }

    @Test
    void offline_ofAPoolOfHugePages_dissolvesIt() {
        machine.memory().pages().allocate(1, 1024, new Contents(FrameUse.HUGE_2M, 0, 0));

        assertThat(machine.hotplug().offline(first(), Task.PLAIN)).isInstanceOf(Outcome.Done.class);
    }

    @Test
    void offline_ofSlabsInAKernelZone_isRefused() {
        Machine other = kernelZoneOnly();
        other.workload()
                .start(new ProcessRequest("dentries", 16 * MIB, new Policy(Kind.BIND, List.of(1)), PageKind.SLAB));
        MemoryBlock block = other.memory().block(TestMachines.FIRST_BLOCK).orElseThrow();

        assertThat(other.hotplug().offline(block, Task.PLAIN))
                .isEqualTo(Outcome.refused(new Refusal.UnmovablePage(block.id(), 0x100000, "SLAB")));
        assertThat(other.kernel().log().all().stream().map(LogLine::text))
                .containsSequence(
                        "page: refcount:1 mapcount:0 mapping:0000000000000000 index:0x0 pfn:0x100000",
                        "flags: 0x400800000000000(node=1|zone=2)",
                        "page_type: f5(slab)",
                        "page dumped because: unmovable page");
    }

    @Test
    void fork_copiesContents() {
        workload.start("redis", 10 * MIB, 1);
        workload.pin("redis");

        assertThat(workload.fork("redis", "child")).isInstanceOf(Done.class);

        workload.write("redis", MIB);
        assertThat(workload.check("child")).isInstanceOf(Done.class);
        assertThat(process("child").pinned()).isZero();
    }

    @Test
    void stop_freesAll() {
        var before = machine.fingerprint();
        workload.start("redis", 300 * MIB, 1);
        workload.pin("redis", MIB);
        workload.free("redis", 200 * MIB);

        workload.stop("redis");

        assertThat(machine.fingerprint()).isEqualTo(before);
        assertThat(workload.stop("redis")).isEqualTo(new NoSuchProcess("redis"));
    }

    @Test
    void hardOffline_killsWhoseItWas_whenItTouchesItsMemory() {
        workload.start("redis", 4 * MIB, 1);

        assertThat(machine.hotplug().hardOffline(0x1_0000_5000L)).isInstanceOf(Outcome.Done.class);

        assertThat(workload.check("redis")).isEqualTo(new Killed("redis"));
        assertThat(workload.processes()).isEmpty();
        assertThat(first().poisonedPages()).isEqualTo(1);
    }

    @Test
    void softOffline_losesNothing() {
        start("thp", 4 * MIB, Policy.onNode(1), PageKind.TRANSPARENT_HUGE);
        start("huge", 4 * MIB, Policy.onNode(1), PageKind.HUGE);

        assertThat(machine.hotplug().softOffline(0x1_0000_5000L)).isInstanceOf(Outcome.Done.class);
        assertThat(machine.hotplug().softOffline(0x1_0040_5000L)).isInstanceOf(Outcome.Done.class);

        assertThat(workload.check("thp")).isInstanceOf(Done.class);
        assertThat(workload.check("huge")).isInstanceOf(Done.class);
        assertThat(first().frames().count(FrameUse.POISONED)).isEqualTo(2);
    }

    @Test
    void check_ofAPageThatSomebodyOverwrote_saysWhich() {
        workload.start("redis", 4 * MIB, 1);
        int owner = process("redis").owner();
        machine.memory().pages().change(owner, 3, 4, run -> run.writtenBy(99));

        assertThat(workload.check("redis")).isInstanceOf(Damaged.class);
        assertThat(machine.audit())
                .hasValueSatisfying(broken -> assertThat(broken).startsWith("page 3 of redis"));

        machine.memory().pages().change(owner, 3, 4, run -> run.writtenBy(1));
    }

    @Test
    void check_ofAPageThatIsGone_saysWhich() {
        workload.start("redis", 4 * MIB, 1);
        int owner = process("redis").owner();
        machine.memory().pages().change(owner, 3, 4, FrameRun::freed);

        assertThat(workload.check("redis")).isEqualTo(new Damaged("redis", "page 3 of redis is nowhere"));

        workload.stop("redis");
    }

    @Test
    void offline_withNowhereToGo_dumpsTenPagesAndKeepsThem() {
        start("filler", 1500 * MIB, new Policy(Kind.BIND, List.of(0)), PageKind.MOVABLE);
        machine.hotplug().offline(machine.memory().rangeOf(first()), Task.PLAIN);
        machine.hotplug().online(first(), OnlineType.ONLINE_MOVABLE, Task.PLAIN);
        while (workload.start("more" + workload.processes().size(), MIB, 0) instanceof Done
                && workload.processes().size() < 5000) {}
        int dumps = dumps();

        assertThat(machine.hotplug().offline(first(), Task.PLAIN))
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused -> assertThat(refused.reason()).isInstanceOf(Refusal.NoRoom.class));

        assertThat(dumps() - dumps).isEqualTo(10);
    }

    private int dumps() {
        return (int) machine.kernel().log().all().stream()
                .map(LogLine::text)
                .filter("page dumped because: migration failure"::equals)
                .count();
    }
}
