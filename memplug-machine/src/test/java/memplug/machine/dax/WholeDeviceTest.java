package memplug.machine.dax;

import static memplug.machine.TestMachines.DAX;
import static memplug.machine.TestMachines.FIRST_BLOCK;
import static memplug.machine.TestMachines.LAST_BLOCK;
import static memplug.machine.dax.KmemState.ONLINE;
import static memplug.machine.dax.KmemState.ONLINE_KERNEL;
import static memplug.machine.dax.KmemState.ONLINE_MOVABLE;
import static memplug.machine.dax.KmemState.UNPLUGGED;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import memplug.machine.Machine;
import memplug.machine.TestMachines;
import memplug.machine.dax.KmemDriver.StateOutcome;
import memplug.machine.device.Bus;
import memplug.machine.kernel.Fault;
import memplug.machine.kernel.LogLine;
import memplug.machine.kernel.Task;
import memplug.machine.kernel.Uevent;
import memplug.machine.mm.BlockId;
import memplug.machine.mm.BlockState;
import memplug.machine.mm.MemoryBlock;
import memplug.machine.mm.Node;
import memplug.machine.mm.OnlineType;
import memplug.machine.mm.Refusal;
import memplug.machine.mm.ZoneKind;
import memplug.machine.phys.PhysicalRange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The whole-device hotplug of kmem: a device of two ranges and nine blocks goes online or away as one. */
class WholeDeviceTest {
    private static final long BLOCK_PAGES = 32_768;
    private static final StateOutcome DONE = new StateOutcome.Done();

    private Machine machine = TestMachines.twoRanges();

    @AfterEach
    void allInvariantsHold() {
        assertThat(machine.audit()).isEmpty();
    }

    @Test
    void bind_underPolicyOffline_makesOfflineBlocks() {
        assertThat(binding().state()).isEqualTo(KmemState.OFFLINE);
        assertThat(deviceBlocks()).hasSize(9).allMatch(block -> block.state() == BlockState.OFFLINE);
        assertThat(machine.memory().node(1).isOnline()).isTrue();
        assertThat(machine.memory().node(1).hasMemory()).isFalse();
    }

    @Test
    void setOnline_whileOffline_isRefused() {
        var before = machine.fingerprint();

        assertThat(set(ONLINE_MOVABLE)).isEqualTo(new StateOutcome.AlreadyPlugged(KmemState.OFFLINE));

        assertThat(machine.fingerprint()).isEqualTo(before);
    }

    @Test
    void plug_movable_onlinesEveryBlockOfBothRanges() {
        set(UNPLUGGED);

        assertThat(set(ONLINE_MOVABLE)).isEqualTo(DONE);

        assertThat(deviceBlocks()).hasSize(9).allMatch(block -> block.zone() == ZoneKind.MOVABLE);
        assertThat(machine.memory().node(1).managed()).isEqualTo(9 * BLOCK_PAGES);
    }

    @Test
    void unplug_takesBlocksNodeAndClaimsAway() {
        set(UNPLUGGED);
        set(ONLINE_MOVABLE);

        assertThat(set(UNPLUGGED)).isEqualTo(DONE);

        assertThat(deviceBlocks()).isEmpty();
        assertThat(machine.memory().node(1).isOnline()).isFalse();
        assertThat(machine.memory().resources().claims().toString()).doesNotContain(DAX);
    }

    @Test
    void plugThenUnplug_leavesNothingBehind() {
        set(UNPLUGGED);
        var before = machine.fingerprint();

        set(ONLINE_MOVABLE);
        set(UNPLUGGED);

        assertThat(machine.fingerprint()).isEqualTo(before);
    }

    @Test
    void setSameStateTwice_changesNothing() {
        plugMovable();
        machine.hotplug().offline(block(FIRST_BLOCK), Task.PLAIN);
        var before = machine.fingerprint();

        assertThat(set(ONLINE_MOVABLE)).isEqualTo(DONE);

        assertThat(machine.fingerprint()).isEqualTo(before);
    }

    @Test
    void setOtherOnlineType_withoutUnplug_isRefused() {
        plugMovable();

        assertThat(set(ONLINE_KERNEL)).isEqualTo(new StateOutcome.AlreadyPlugged(ONLINE_MOVABLE));
        assertThat(set(ONLINE)).isEqualTo(new StateOutcome.AlreadyPlugged(ONLINE_MOVABLE));
    }

    @Test
    void unplug_vetoAtLastBlock_putsEveryBlockBack() {
        plugMovable();
        var before = machine.fingerprint();
        failOnce(Fault.Kind.OFFLINE_VETO, LAST_BLOCK);

        assertThat(set(UNPLUGGED)).isEqualTo(new StateOutcome.Refused(new Refusal.Vetoed(LAST_BLOCK, -1)));

        assertThat(machine.fingerprint()).isEqualTo(before);
        assertThat(lastLogLine()).isEqualTo("kmem dax0.0: hotremove failed, device left online: -1");
    }

    @Test
    void unplug_signalAtLastBlock_putsEveryBlockBack() {
        plugMovable();
        var before = machine.fingerprint();
        failOnce(Fault.Kind.SIGNAL, LAST_BLOCK);

        assertThat(set(UNPLUGGED))
                .isEqualTo(new StateOutcome.Refused(
                        new Refusal.Interrupted(machine.memory().blockSize().rangeOf(LAST_BLOCK))));

        assertThat(machine.fingerprint()).isEqualTo(before);
    }

    @Test
    void unplug_pinnedPageInOneBlock_changesNothing() {
        plugMovable();
        machine.workload().start("rdma", 1 << 20, 1);
        machine.workload().pin("rdma");
        var before = machine.fingerprint();

        assertThat(set(UNPLUGGED))
                .isInstanceOfSatisfying(
                        StateOutcome.Refused.class,
                        refused -> assertThat(refused.reason()).isInstanceOf(Refusal.PinnedPage.class));

        assertThat(machine.fingerprint()).isEqualTo(before);
        machine.workload().unpin("rdma");
        assertThat(set(UNPLUGGED)).isEqualTo(DONE);
    }

    @Test
    void unplug_movesPagesOfProcessesToOtherNodes() {
        plugMovable();
        machine.workload().start("redis", 100 << 20, 1);

        assertThat(set(UNPLUGGED)).isEqualTo(DONE);

        assertThat(machine.workload().processes()).containsKey("redis");
    }

    @Test
    void rollback_leavesBlockAloneThatWasOffline() {
        plugMovable();
        BlockId second = new BlockId(FIRST_BLOCK.number() + 1);
        machine.hotplug().offline(block(second), Task.PLAIN);
        failOnce(Fault.Kind.OFFLINE_VETO, LAST_BLOCK);

        set(UNPLUGGED);

        assertThat(block(second).state()).isEqualTo(BlockState.OFFLINE);
        assertThat(block(FIRST_BLOCK).state()).isEqualTo(BlockState.ONLINE);
    }

    @Test
    void rollback_putsEachBlockIntoTheZoneItWasIn() {
        plugMovable();
        machine.hotplug().offline(block(FIRST_BLOCK), Task.PLAIN);
        machine.hotplug().online(block(FIRST_BLOCK), OnlineType.ONLINE_KERNEL, Task.PLAIN);
        failOnce(Fault.Kind.OFFLINE_VETO, LAST_BLOCK);

        set(UNPLUGGED);

        assertThat(block(FIRST_BLOCK).zone()).isEqualTo(ZoneKind.NORMAL);
        assertThat(block(LAST_BLOCK).zone()).isEqualTo(ZoneKind.MOVABLE);
    }

    @Test
    void rollback_thatFailsForOneBlock_goesOnAndIsLogged() {
        plugMovable();
        long vetoed = address(LAST_BLOCK);
        long stuck = address(new BlockId(FIRST_BLOCK.number() + 2));
        machine.kernel()
                .decideBy(fault -> (fault.kind() == Fault.Kind.OFFLINE_VETO && fault.address() == vetoed)
                        || (fault.kind() == Fault.Kind.ONLINE_VETO && fault.address() == stuck));

        set(UNPLUGGED);

        assertThat(deviceBlocks().stream().filter(block -> block.state() == BlockState.OFFLINE))
                .extracting(MemoryBlock::id)
                .containsExactly(new BlockId(FIRST_BLOCK.number() + 2));
        assertThat(logLines()).contains("try_reonline_memory_block: Failed to re-online memory: -1");
    }

    @Test
    void uevents_ofPlugAndUnplug_comeInTheKernelsOrder() {
        set(UNPLUGGED);
        long seen = machine.kernel().uevents().count();

        set(ONLINE_MOVABLE);
        set(UNPLUGGED);

        // As transcript T12: per range adds, then the node, then onlines; all offlines, then all removes, then the
        // node.
        assertThat(machine.kernel().uevents().since(seen).stream().map(WholeDeviceTest::shortForm))
                .containsSubsequence("add memory32", "add memory39", "add node1", "online memory32", "online memory39")
                .containsSubsequence("add memory48", "online memory48", "offline memory32", "offline memory48")
                .containsSubsequence("offline memory48", "remove memory32", "remove memory48", "remove node1")
                .hasSize(9 * 4 + 2 + 2);
    }

    private static String shortForm(Uevent uevent) {
        return uevent.action() + " "
                + uevent.devicePath().substring(uevent.devicePath().lastIndexOf('/') + 1);
    }

    @Test
    void plug_onlineVetoed_isDoneWithBlocksLeftOffline() {
        set(UNPLUGGED);
        machine.kernel().decideBy(fault -> fault.kind() == Fault.Kind.ONLINE_VETO);

        assertThat(set(ONLINE_MOVABLE)).isEqualTo(DONE);

        assertThat(binding().state()).isEqualTo(ONLINE_MOVABLE);
        assertThat(deviceBlocks()).hasSize(9).allMatch(block -> block.state() == BlockState.OFFLINE);
    }

    @Test
    void plug_firstRangeCannotBeAdded_isRefusedAndClaimsNothing() {
        set(UNPLUGGED);
        var before = machine.fingerprint();
        failOnce(Fault.Kind.NO_MEMORY_TO_ADD, new BlockId(35));

        assertThat(set(ONLINE_MOVABLE)).isEqualTo(new StateOutcome.Refused(new Refusal.OutOfMemory("adding memory35")));

        assertThat(machine.fingerprint()).isEqualTo(before);
    }

    @Test
    void plug_laterRangeCannotBeAdded_goesOnWithTheOthers() {
        set(UNPLUGGED);
        failOnce(Fault.Kind.NO_MEMORY_TO_ADD, LAST_BLOCK);

        assertThat(set(ONLINE_MOVABLE)).isEqualTo(DONE);

        assertThat(deviceBlocks()).hasSize(8);
        assertThat(logLines()).contains("kmem dax0.0: mapping1: 0x180000000-0x187ffffff memory add failed");
        assertThat(set(UNPLUGGED)).isEqualTo(DONE);
    }

    @Test
    void unbind_whileOnline_leavesMemoryStuckAndRebindIsRefused() {
        plugMovable();

        assertThat(unbind()).isEqualTo(new Bus.Outcome.Done());

        assertThat(deviceBlocks()).hasSize(9);
        assertThat(logLines())
                .contains(
                        "kmem dax0.0: mapping0: 0x100000000-0x13fffffff stuck online until reboot",
                        "kmem dax0.0: Hotplug regions stuck online until reboot");
        assertThat(bind()).isInstanceOf(Bus.Outcome.Rejected.class);
    }

    @Test
    void unbind_stateStaleAndAllBlocksOffline_removesEverything() {
        plugMovable();
        deviceBlocks().forEach(block -> machine.hotplug().offline(block, Task.PLAIN));

        unbind();

        assertThat(deviceBlocks()).isEmpty();
        assertThat(bind()).isEqualTo(new Bus.Outcome.Done());
    }

    @Test
    void unbind_oneRangeOnline_removesTheOther() {
        plugMovable();
        machine.hotplug().offline(block(LAST_BLOCK), Task.PLAIN);

        unbind();

        assertThat(deviceBlocks()).hasSize(8);
    }

    @Test
    void unplug_withoutHotRemove_isRefused() {
        machine = TestMachines.withoutHotRemove();

        assertThat(set(UNPLUGGED)).isEqualTo(new StateOutcome.Refused(new Refusal.HotRemoveMissing()));
        unbind();
        assertThat(deviceBlocks()).hasSize(9);
    }

    @Test
    void memmapOnMemory_keepsTheMemmapOutOfTheAllocator() {
        machine = TestMachines.memmapOnMemory();
        set(UNPLUGGED);

        set(ONLINE_MOVABLE);

        Node node = machine.memory().node(1);
        assertThat(node.present()).isEqualTo(9 * BLOCK_PAGES);
        assertThat(node.managed()).isEqualTo(9 * (BLOCK_PAGES - 512));
    }

    @Test
    void bind_unalignedRanges_usesWholeBlocksOnly() {
        machine = TestMachines.unbound(
                new PhysicalRange(0x1_0400_0000L, 0x1_4000_0000L), new PhysicalRange(0x1_8000_0000L, 0x1_8400_0000L));

        assertThat(bind()).isEqualTo(new Bus.Outcome.Done());

        assertThat(binding().usable())
                .containsExactlyEntriesOf(new TreeMap<>(Map.of(0, new PhysicalRange(0x1_0800_0000L, 0x1_4000_0000L))));
        assertThat(logLines())
                .contains(
                        "kmem dax0.0: mapping1: 0x180000000-0x183ffffff too small after alignment",
                        "kmem dax0.0: DAX region truncated by 128 MiB due to alignment");
    }

    @Test
    void bind_noWholeBlock_isRejected() {
        machine = TestMachines.unbound(new PhysicalRange(0x1_0400_0000L, 0x1_0800_0000L));

        assertThat(bind()).isInstanceOf(Bus.Outcome.Rejected.class);

        assertThat(logLines()).contains("kmem dax0.0: rejecting DAX region without any memory after alignment");
    }

    private StateOutcome set(KmemState state) {
        return machine.dax().kmem().setState(device(), state, Task.PLAIN);
    }

    private void plugMovable() {
        set(UNPLUGGED);
        set(ONLINE_MOVABLE);
    }

    private Bus.Outcome bind() {
        return machine.dax().bus().bind(machine.dax().kmem(), DAX, Task.PLAIN);
    }

    private Bus.Outcome unbind() {
        return machine.dax().bus().unbind(machine.dax().kmem(), DAX, Task.PLAIN);
    }

    private DaxDevice device() {
        return machine.dax().device(DAX).orElseThrow();
    }

    private KmemBinding binding() {
        return Optional.ofNullable(device().kmem()).orElseThrow();
    }

    private List<MemoryBlock> deviceBlocks() {
        return List.copyOf(machine.memory().blocks().tailMap(FIRST_BLOCK).values());
    }

    private MemoryBlock block(BlockId id) {
        return machine.memory().block(id).orElseThrow();
    }

    private long address(BlockId id) {
        return machine.memory().blockSize().rangeOf(id).start();
    }

    private void failOnce(Fault.Kind kind, BlockId block) {
        Fault wanted = new Fault(kind, address(block));
        machine.kernel().decideBy(wanted::equals);
    }

    private List<String> logLines() {
        return machine.kernel().log().all().stream().map(LogLine::text).toList();
    }

    private String lastLogLine() {
        return logLines().getLast();
    }
}
