package memplug.machine.mm;

import static org.assertj.core.api.Assertions.assertThat;

import memplug.machine.Machine;
import memplug.machine.TestMachines;
import memplug.machine.kernel.Task;
import memplug.machine.mm.Notifiers.Event;
import org.junit.jupiter.api.Test;

class BlockOnlineTest {
    private final Machine machine = TestMachines.twoRanges();
    private final MemoryBlock block =
            machine.memory().block(TestMachines.FIRST_BLOCK).orElseThrow();

    @Test
    void online_byItself_goesToTheZoneOfThePolicy() {
        online(OnlineType.ONLINE_MOVABLE);
        offline();

        machine.hotplug().online(block, Task.PLAIN);

        assertThat(block.zone()).isEqualTo(ZoneKind.NORMAL);
    }

    @Test
    void online_byItself_goesWhereItWasAskedToGoInVain_once() {
        online(OnlineType.ONLINE_KERNEL);
        assertThat(online(OnlineType.ONLINE_MOVABLE)).isEqualTo(Outcome.alreadySo());
        offline();

        machine.hotplug().online(block, Task.PLAIN);
        assertThat(block.zone()).isEqualTo(ZoneKind.MOVABLE);

        offline();
        machine.hotplug().online(block, Task.PLAIN);
        assertThat(block.zone()).isEqualTo(ZoneKind.NORMAL);
    }

    @Test
    void refusal_leavesWhatWasAskedForInVain() {
        online(OnlineType.ONLINE_KERNEL);
        online(OnlineType.ONLINE_MOVABLE);
        offline();
        var before = machine.fingerprint();
        machine.memory().notifiers().inject(Event.MEM_GOING_ONLINE, -16);

        assertThat(online(OnlineType.ONLINE_KERNEL).isRefused()).isTrue();

        machine.memory().notifiers().inject(Event.MEM_GOING_ONLINE, 0);
        assertThat(machine.fingerprint()).isEqualTo(before);
    }

    private Outcome online(OnlineType type) {
        return machine.hotplug().online(block, type, Task.PLAIN);
    }

    private void offline() {
        machine.hotplug().offline(block, Task.PLAIN);
    }
}
