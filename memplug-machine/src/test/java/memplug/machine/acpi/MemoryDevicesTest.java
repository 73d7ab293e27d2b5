package memplug.machine.acpi;

import static memplug.machine.acpi.DimmMachines.FIRST;
import static memplug.machine.acpi.DimmMachines.dimm;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import memplug.machine.Machine;
import memplug.machine.acpi.Answer.NothingDone;
import memplug.machine.acpi.Answer.Told;
import memplug.machine.kernel.Fault;
import memplug.machine.kernel.LogLine;
import memplug.machine.kernel.Task;
import memplug.machine.kernel.Uevent;
import memplug.machine.mm.BlockId;
import memplug.machine.mm.BlockState;
import memplug.machine.mm.MemoryBlock;
import memplug.machine.mm.OnlineType;
import memplug.machine.mm.ZoneKind;
import memplug.machine.phys.ByteSize;
import memplug.machine.phys.PhysicalRange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MemoryDevicesTest {
    private static final Answer SUCCESS = new Told(OstStatus.SUCCESS);
    private static final Answer BUSY = new Told(OstStatus.DEVICE_BUSY);

    private Machine machine = DimmMachines.empty();

    @AfterEach
    void audit() {
        assertThat(machine.audit()).isEmpty();
    }

    private Answer insert(String name, long mebibytes, int node) {
        return machine.memoryDevices().insert(dimm(name, mebibytes, node), Task.PLAIN);
    }

    private Answer requestEject(String name) {
        return machine.memoryDevices().requestEject(name, Task.PLAIN);
    }

    private MemoryBlock block(long number) {
        return machine.memory().block(new BlockId(number)).orElseThrow();
    }

    private void online(long number, OnlineType type) {
        assertThat(machine.hotplug().online(block(number), type, Task.PLAIN).isRefused())
                .isFalse();
    }

    private List<BlockState> states(long first, int count) {
        List<BlockState> states = new ArrayList<>();
        for (long number = first; number < first + count; number++) {
            states.add(block(number).state());
        }
        return states;
    }

    private List<String> log() {
        return machine.kernel().log().all().stream().map(LogLine::text).toList();
    }

    @Test
    void insert_slotAndAddressLeftOut_takesFirstSlotAndLowestAddress() {
        insert("a", 512, 1);
        insert("b", 256, 0);

        assertThat(machine.memoryDevices().slot(1).orElseThrow().dimm())
                .contains(new Dimm("b", 0, PhysicalRange.ofSize(FIRST + 512 * ByteSize.MIB, 256 * ByteSize.MIB)));
        assertThat(machine.memory().firmwareMap().entries().values())
                .extracting(entry -> entry.range().toString())
                .endsWith("0x100000000-0x11fffffff", "0x120000000-0x12fffffff");
    }

    @Test
    void insert_whatCannotBePlugged_doesNothing() {
        insert("a", 512, 1);
        var before = machine.fingerprint();
        OptionalLong taken = OptionalLong.of(FIRST);

        assertThat(insert("a", 128, 1)).isEqualTo(new NothingDone(new Answer.NameTaken("a")));
        assertThat(insert("b", 128, 9)).isEqualTo(new NothingDone(new Answer.NodeImpossible(9)));
        assertThat(plug(new Insertion("b", ByteSize.GIB, 1, OptionalInt.of(0), OptionalLong.empty())))
                .isEqualTo(new NothingDone(new Answer.SlotTaken(0, "a")));
        assertThat(plug(new Insertion("b", ByteSize.GIB, 1, OptionalInt.of(4), OptionalLong.empty())))
                .isEqualTo(new NothingDone(new Answer.NoSuchSlot(4)));
        assertThat(plug(new Insertion("b", ByteSize.GIB, 1, OptionalInt.of(2), taken)))
                .isEqualTo(new NothingDone(new Answer.AddressesTaken("a")));
        assertThat(plug(new Insertion("b", Insertion.ADDRESS_END, 1, OptionalInt.of(2), OptionalLong.empty())))
                .isEqualTo(new NothingDone(new Answer.NoRoom()));
        assertThat(machine.fingerprint()).isEqualTo(before);
    }

    private Answer plug(Insertion insertion) {
        return machine.memoryDevices().insert(insertion, Task.PLAIN);
    }

    @Test
    void insert_partOfABlock_isThereAndNotUsedAndTriedAgainAtTheNextScan() {
        assertThat(insert("a", 64, 1)).isEqualTo(SUCCESS);
        assertThat(machine.memoryDevices().slot(0).orElseThrow().attachment()).isEmpty();

        insert("b", 128, 1);

        assertThat(log())
                .filteredOn(line -> line.startsWith("acpi "))
                .containsExactly(
                        "acpi PNP0C80:00: add_memory failed",
                        "acpi PNP0C80:00: acpi_memory_enable_device() error",
                        "acpi PNP0C80:00: add_memory failed",
                        "acpi PNP0C80:00: acpi_memory_enable_device() error");
        assertThat(machine.memoryDevices().eject(0, Task.PLAIN)).isEqualTo(new NothingDone(new Answer.NotEjectable(0)));
        assertThat(requestEject("a")).isEqualTo(SUCCESS);
    }

    @Test
    void insertAndEject_anyPolicy_leavesNothing() {
        for (OnlineType policy : OnlineType.values()) {
            machine.memory().parameters().setAutoOnline(policy);
            var before = machine.fingerprint();

            insert("a", 1024, 1);
            assertThat(machine.fingerprint()).isNotEqualTo(before);

            assertThat(requestEject("a")).isEqualTo(SUCCESS);
            assertThat(machine.fingerprint()).isEqualTo(before);
        }
    }

    @Test
    void eject_blockRefused_putsBackInTheZoneOfThePolicyAndNotInTheirOwn() {
        insert("a", 512, 0);
        online(32, OnlineType.ONLINE_MOVABLE);
        online(33, OnlineType.ONLINE_MOVABLE);
        online(34, OnlineType.ONLINE_KERNEL);
        refuse(34);

        assertThat(requestEject("a")).isEqualTo(BUSY);

        assertThat(states(32, 4))
                .containsExactly(BlockState.ONLINE, BlockState.ONLINE, BlockState.ONLINE, BlockState.OFFLINE);
        assertThat(block(32).zone()).isEqualTo(ZoneKind.NORMAL);
        assertThat(log()).endsWith("memory memory34: Offline failed.");
    }

    private void refuse(long number) {
        long address = number * machine.memory().blockSize().bytes();
        machine.kernel().decideBy(fault -> fault.kind() == Fault.Kind.UNMOVABLE_PAGE && fault.address() == address);
    }

    @Test
    void eject_blockRefusedOnlyInTheFirstPass_succeedsInTheSecond() {
        insert("a", 512, 1);
        machine.memory().blocks().keySet().forEach(id -> {
            if (id.number() >= 32) {
                online(id.number(), OnlineType.ONLINE_KERNEL);
            }
        });
        int[] asked = {0};
        machine.kernel()
                .decideBy(fault ->
                        fault.kind() == Fault.Kind.OFFLINE_VETO && fault.address() == FIRST && asked[0]++ == 0);

        assertThat(requestEject("a")).isEqualTo(SUCCESS);

        assertThat(asked[0]).isEqualTo(2);
        assertThat(log()).noneMatch(line -> line.contains("Offline failed"));
    }

    @Test
    void eject_secondPassMeetsTheFirstRefusal_triesNoFurther() {
        insert("a", 512, 1);
        machine.memory().parameters().setAutoOnline(OnlineType.ONLINE);
        online(33, OnlineType.ONLINE);
        online(35, OnlineType.ONLINE);
        List<Long> asked = new ArrayList<>();
        machine.kernel()
                .decideBy(fault -> fault.kind() == Fault.Kind.OFFLINE_VETO
                        && asked.add(
                                fault.address() / machine.memory().blockSize().bytes()));

        assertThat(requestEject("a")).isEqualTo(BUSY);

        assertThat(asked).containsExactly(33L, 35L, 33L);
        assertThat(log()).endsWith("memory memory33: Offline failed.");
    }

    @Test
    void eject_profileDisabled_isNotSupportedAndRefusedToUserSpace() {
        insert("a", 128, 1);
        machine.memoryDevices().setHotplugEnabled(false);
        var before = machine.fingerprint();

        assertThat(requestEject("a")).isEqualTo(new Told(OstStatus.EJECT_NOT_SUPPORTED));
        assertThat(machine.memoryDevices().eject(0, Task.PLAIN)).isEqualTo(new NothingDone(new Answer.NotEjectable(0)));

        assertThat(log()).endsWith("acpi PNP0C80:00: Eject disabled");
        assertThat(machine.fingerprint()).isEqualTo(before);
    }

    @Test
    void eject_demandOffline_tellsOfTheFirstOnlineBlockAndWaits() {
        machine = DimmMachines.with(", demand-offline: true", "");
        insert("a", 384, 1);
        online(33, OnlineType.ONLINE_MOVABLE);
        online(34, OnlineType.ONLINE_MOVABLE);

        assertThat(requestEject("a")).isEqualTo(BUSY);

        Uevent last = machine.kernel().uevents().all().getLast();
        assertThat(last.action() + last.devicePath()).isEqualTo("change/devices/system/memory/memory33");
        assertThat(last.environment()).containsExactly("EVENT=offline");
        assertThat(block(33).state()).isEqualTo(BlockState.ONLINE);

        machine.hotplug().offline(block(33), Task.PLAIN);
        machine.hotplug().offline(block(34), Task.PLAIN);
        assertThat(requestEject("a")).isEqualTo(SUCCESS);
        assertThat(machine.memory().block(new BlockId(33))).isEmpty();
    }

    @Test
    void insert_bootedWithoutMemoryHotplug_leavesTheDimmAlone() {
        machine = DimmMachines.with("", "kernel: {command-line: quiet acpi_no_memhotplug}\n");

        assertThat(insert("a", 128, 1)).isEqualTo(SUCCESS);

        assertThat(machine.memory().block(new BlockId(32))).isEmpty();
        assertThat(machine.memoryDevices().slot(0).orElseThrow().status()).isEqualTo(15);
        assertThat(requestEject("a")).isEqualTo(SUCCESS);
        assertThat(machine.memoryDevices().slot(0).orElseThrow().status()).isZero();
    }

    @Test
    void eject_firmwareFails_memoryIsGoneAndTheDimmIsThere() {
        insert("a", 128, 1);
        machine.kernel().decideBy(fault -> fault.kind() == Fault.Kind.EJECT_FAILURE);

        assertThat(requestEject("a")).isEqualTo(new Told(OstStatus.NON_SPECIFIC_FAILURE));

        assertThat(machine.memory().block(new BlockId(32))).isEmpty();
        assertThat(machine.memoryDevices().slot(0).orElseThrow().status()).isEqualTo(15);
        assertThat(log()).endsWith("ACPI: \\_SB_.MHPC.MP00: Eject failed (0x1)");
    }

    @Test
    void eject_dimmStaysAfterAll_saysThatItIsIncomplete() {
        insert("a", 128, 1);
        machine.kernel().decideBy(fault -> fault.kind() == Fault.Kind.EJECT_INCOMPLETE);

        assertThat(requestEject("a")).isEqualTo(SUCCESS);

        assertThat(log()).endsWith("ACPI: \\_SB_.MHPC.MP00: Eject incomplete - status 0xf");
    }

    @Test
    void eject_signals_doNotReachTheKernelsWorker() {
        machine.memory().parameters().setAutoOnline(OnlineType.ONLINE_MOVABLE);
        insert("a", 128, 1);
        machine.kernel().decideBy(fault -> fault.kind() == Fault.Kind.SIGNAL);

        assertThat(machine.memoryDevices().eject(0, () -> true)).isEqualTo(SUCCESS);
    }

    @Test
    void eject_pinnedPage_isTriedAgainWhileTheCallerWaits() {
        machine.memory().parameters().setAutoOnline(OnlineType.ONLINE_MOVABLE);
        insert("a", 128, 1);
        machine.workload().start("user", 4096, 1);
        machine.workload().pin("user");

        assertThat(machine.memoryDevices().eject(0, Task.PLAIN)).isEqualTo(BUSY);
        assertThat(machine.memoryDevices().eject(0, unpinning())).isEqualTo(SUCCESS);
    }

    private Task unpinning() {
        return new Task() {
            @Override
            public boolean signalPending() {
                return false;
            }

            @Override
            public boolean tryAgain() {
                return machine.workload().unpin("user");
            }
        };
    }

    @Test
    void copy_ofAMachineWithDimms_isEqualAndIndependent() {
        insert("a", 128, 1);
        var before = machine.fingerprint();
        Machine copy = machine.copy();

        assertThat(copy.fingerprint()).isEqualTo(before);
        assertThat(copy.memoryDevices().requestEject("a", Task.PLAIN)).isEqualTo(SUCCESS);
        assertThat(copy.audit()).isEmpty();
        assertThat(machine.fingerprint()).isEqualTo(before);
    }
}
