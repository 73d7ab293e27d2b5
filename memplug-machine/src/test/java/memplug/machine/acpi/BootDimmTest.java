package memplug.machine.acpi;

import static org.assertj.core.api.Assertions.assertThat;

import memplug.machine.Machine;
import memplug.machine.acpi.Answer.Told;
import memplug.machine.kernel.Task;
import memplug.machine.mm.BlockId;
import memplug.machine.mm.FrameUse;
import memplug.machine.mm.MemoryBlock;
import memplug.machine.mm.ZoneKind;
import memplug.machine.phys.ByteSize;
import org.junit.jupiter.api.Test;

/** DIMMs that are there at boot. */
class BootDimmTest {
    private static final long MEMMAP_PAGES = 8 * 512;
    private static final long TABLE_PAGES = 1;

    private static long pages(Machine machine, FrameUse use) {
        return machine.memory().blocks().values().stream()
                .mapToLong(block -> block.frames().count(use))
                .sum();
    }

    private static Answer eject(Machine machine) {
        return machine.memoryDevices().requestEject("dimm0", Task.PLAIN);
    }

    @Test
    void boot_dimmInTheFirmwaresMap_isMovableAndItsMetadataLiesElsewhere() {
        Machine machine = DimmMachines.withBootDimm("movable_node");

        MemoryBlock first = machine.memory().block(new BlockId(32)).orElseThrow();
        assertThat(first.isEarly()).isTrue();
        assertThat(first.zone()).isEqualTo(ZoneKind.MOVABLE);
        assertThat(machine.memory().node(1).managed()).isEqualTo(ByteSize.GIB / 4096);
        assertThat(pages(machine, FrameUse.BOOT_METADATA)).isEqualTo(MEMMAP_PAGES + TABLE_PAGES);
        assertThat(machine.memoryDevices().ownerOf(first.id())).isPresent();
        assertThat(machine.audit()).isEmpty();
    }

    @Test
    void eject_dimmOfBootMemory_freesWhatBootSetAsideForIt() {
        Machine machine = DimmMachines.withBootDimm("movable_node");
        long managed = machine.memory().node(0).managed();
        long free = machine.memory().node(0).free();

        assertThat(eject(machine)).isEqualTo(new Told(OstStatus.SUCCESS));

        assertThat(machine.memory().node(0).managed()).isEqualTo(managed + MEMMAP_PAGES + TABLE_PAGES);
        assertThat(machine.memory().node(0).free()).isEqualTo(free + MEMMAP_PAGES + TABLE_PAGES);
        assertThat(pages(machine, FrameUse.BOOT_METADATA)).isZero();
        assertThat(machine.audit()).isEmpty();
    }

    @Test
    void eject_dimmOfBootMemory_takesMapEntryClaimBlocksGroupAndNodeAway() {
        Machine machine = DimmMachines.withBootDimm("movable_node");

        eject(machine);

        assertThat(machine.memory().firmwareMap().entries()).hasSize(2).doesNotContainKey(2);
        assertThat(machine.memory().resources().claims())
                .noneMatch(claim -> claim.range().start() >= DimmMachines.FIRST);
        assertThat(machine.memory().blocks().tailMap(new BlockId(32))).isEmpty();
        assertThat(machine.memory().groups()).isEmpty();
        assertThat(machine.memory().node(1).isOnline()).isFalse();
        assertThat(machine.memoryDevices().slot(1).orElseThrow().dimm()).isEmpty();
    }

    /** Without movable_node the kernel puts the memmap of a node into the node, where it stays. */
    @Test
    void eject_dimmThatHoldsItsOwnMetadata_isRefusedAndKeepsAll() {
        Machine machine = DimmMachines.withBootDimm("quiet");
        assertThat(machine.memory().block(new BlockId(32)).orElseThrow().zone()).isEqualTo(ZoneKind.NORMAL);

        assertThat(eject(machine)).isEqualTo(new Told(OstStatus.DEVICE_BUSY));

        assertThat(machine.memory().node(1).present()).isEqualTo(ByteSize.GIB / 4096);
        assertThat(machine.audit()).isEmpty();
    }

    @Test
    void boot_dimmOutsideTheFirmwaresMap_isAddedAndCanBeEjected() {
        Machine machine = DimmMachines.with(
                ", at-boot: [{name: dimm0, slot: 0, node: 1, range: 0x100000000-0x13fffffff}]",
                "kernel: {auto-online-blocks: online_movable}\n");
        MemoryBlock first = machine.memory().block(new BlockId(32)).orElseThrow();
        assertThat(first.isEarly()).isFalse();
        assertThat(first.zone()).isEqualTo(ZoneKind.MOVABLE);
        assertThat(machine.memory().firmwareMap().hotAdded()).hasSize(1);

        assertThat(eject(machine)).isEqualTo(new Told(OstStatus.SUCCESS));

        assertThat(machine.fingerprint())
                .isEqualTo(DimmMachines.with("", "kernel: {auto-online-blocks: online_movable}\n")
                        .fingerprint());
    }

    @Test
    void insert_whereADimmOfBootMemoryWas_isHotAdded() {
        Machine machine = DimmMachines.withBootDimm("movable_node");
        eject(machine);

        machine.memoryDevices().insert(DimmMachines.dimm("new", 1024, 1), Task.PLAIN);

        assertThat(machine.memory().block(new BlockId(32)).orElseThrow().isEarly())
                .isFalse();
        assertThat(machine.memory().firmwareMap().entries()).containsKey(3);
        assertThat(machine.audit()).isEmpty();
    }
}
