package memplug.machine.mm;

import static memplug.machine.TestMachines.DAX;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import memplug.machine.Machine;
import memplug.machine.TestMachines;
import memplug.machine.dax.DaxDevice;
import memplug.machine.dax.KmemDriver.StateOutcome;
import memplug.machine.dax.KmemState;
import memplug.machine.kernel.Task;
import memplug.machine.mm.AddRequest.Flag;
import memplug.machine.mm.AddRequest.OfNode;
import memplug.machine.mm.KernelMapping.PageSize;
import memplug.machine.phys.ByteSize;
import memplug.machine.phys.PhysicalRange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How the kernel maps memory that comes and goes: by what page sizes, through how many tables, and nothing left behind. */
class KernelMappingTest {
    private static final long BLOCK = 128 * ByteSize.MIB;
    private static final PhysicalRange TWO_GIB = PhysicalRange.ofSize(12 * ByteSize.GIB, 2 * ByteSize.GIB);

    private Machine machine = TestMachines.twoRanges();

    @AfterEach
    void invariantsHold() {
        assertThat(machine.audit()).isEmpty();
    }

    @Test
    void plug_mapsWholeGibAtOnceAndTheRestThroughATable() {
        set(KmemState.UNPLUGGED);
        long huge = bytes(PageSize.HUGE);
        long large = bytes(PageSize.LARGE);

        set(KmemState.ONLINE_MOVABLE);

        assertThat(bytes(PageSize.HUGE) - huge).isEqualTo(ByteSize.GIB);
        assertThat(bytes(PageSize.LARGE) - large).isEqualTo(BLOCK);
        assertThat(machine.memory().mapping().tablePages()).isOne();
        assertThat(pagesOfTables()).isOne();
    }

    @Test
    void unplug_leavesNeitherMappingNorTable() {
        set(KmemState.UNPLUGGED);
        var before = machine.memory().mapping().pieces();

        set(KmemState.ONLINE_MOVABLE);
        set(KmemState.UNPLUGGED);

        assertThat(machine.memory().mapping().pieces()).isEqualTo(before);
        assertThat(machine.memory().mapping().tablePages()).isZero();
        assertThat(pagesOfTables()).isZero();
    }

    @Test
    void plug_withMemmapOnMemory_mapsEachBlockApart() {
        machine = TestMachines.memmapOnMemory();
        set(KmemState.UNPLUGGED);
        long large = bytes(PageSize.LARGE);

        set(KmemState.ONLINE_MOVABLE);

        assertThat(bytes(PageSize.LARGE) - large).isEqualTo(9 * BLOCK);
        assertThat(machine.memory().mapping().tablePages()).isEqualTo(2);
        set(KmemState.UNPLUGGED);
        assertThat(machine.memory().mapping().tablePages()).isZero();
    }

    @Test
    void memmapBeyondWhatBootMapped_takesATableOfItsOwn() {
        PhysicalRange far = PhysicalRange.ofSize(64 * ByteSize.GIB, ByteSize.GIB);
        AddRequest request = new AddRequest(new OfNode(1), far, EnumSet.noneOf(Flag.class));
        int before = machine.memory().mapping().tablePages();

        assertThat(machine.hotplug().add(request, Task.PLAIN)).isEqualTo(Outcome.done());

        assertThat(machine.memory().mapping().tablePages() - before).isOne();
        machine.hotplug().remove(far, Task.PLAIN);
        assertThat(machine.memory().mapping().tablePages()).isEqualTo(before);
    }

    @Test
    void removingPartOfWhatOnePageMaps_leavesThePage() {
        AddRequest request = new AddRequest(new OfNode(1), TWO_GIB, EnumSet.noneOf(Flag.class));
        long huge = bytes(PageSize.HUGE);
        machine.hotplug().add(request, Task.PLAIN);

        machine.hotplug().remove(PhysicalRange.ofSize(TWO_GIB.start(), BLOCK), Task.PLAIN);

        assertThat(bytes(PageSize.HUGE) - huge).isEqualTo(2 * ByteSize.GIB);
        machine.hotplug().remove(PhysicalRange.ofSize(TWO_GIB.start() + ByteSize.GIB, ByteSize.GIB), Task.PLAIN);
        assertThat(bytes(PageSize.HUGE) - huge).isEqualTo(ByteSize.GIB);
    }

    @Test
    void add_withoutMemoryForTables_isRefusedAndChangesNothing() {
        set(KmemState.UNPLUGGED);
        for (int pages = 1 << 18; pages > 0; pages /= 2) {
            while (allocate(pages)) {}
        }
        var before = machine.fingerprint();

        machine.dax().kmem().setState(device(), KmemState.ONLINE, Task.PLAIN);

        assertThat(machine.fingerprint()).isEqualTo(before);
    }

    private boolean allocate(int pages) {
        PageAllocator.Contents contents = new PageAllocator.Contents(FrameUse.KERNEL, 0, 0);
        return machine.memory().pages().allocate(0, pages, contents).isPresent();
    }

    private void set(KmemState state) {
        assertThat(machine.dax().kmem().setState(device(), state, Task.PLAIN)).isEqualTo(new StateOutcome.Done());
    }

    private DaxDevice device() {
        return machine.dax().device(DAX).orElseThrow();
    }

    private long bytes(PageSize size) {
        return machine.memory().mapping().bytes(size);
    }

    private int pagesOfTables() {
        return machine.memory().blocks().values().stream()
                .mapToInt(block -> block.frames().count(FrameUse.MAPPING_TABLE))
                .sum();
    }
}
