package memplug.machine.mm;

import static memplug.machine.mm.Notifiers.Event.MEM_CANCEL_OFFLINE;
import static memplug.machine.mm.Notifiers.Event.MEM_CANCEL_ONLINE;
import static memplug.machine.mm.Notifiers.Event.MEM_FINISH_OFFLINE;
import static memplug.machine.mm.Notifiers.Event.MEM_GOING_OFFLINE;
import static memplug.machine.mm.Notifiers.Event.MEM_GOING_ONLINE;
import static memplug.machine.mm.Notifiers.Event.MEM_OFFLINE;
import static memplug.machine.mm.Notifiers.Event.MEM_ONLINE;
import static memplug.machine.mm.Notifiers.Event.MEM_PREPARE_ONLINE;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import memplug.machine.Machine;
import memplug.machine.TestMachines;
import memplug.machine.kernel.Task;
import memplug.machine.mm.Notifiers.Notifier;
import org.junit.jupiter.api.Test;

class NotifiersTest {
    private final Machine machine = TestMachines.twoRanges();
    private final List<String> told = new ArrayList<>();

    @Test
    void onlineThenOffline_tellsBeforeAndAfter() {
        machine.memory().notifiers().register(0, listener("a"));

        online();
        offline();

        assertThat(told)
                .containsExactly(
                        "a " + MEM_PREPARE_ONLINE,
                        "a " + MEM_GOING_ONLINE,
                        "a " + MEM_ONLINE,
                        "a " + MEM_GOING_OFFLINE,
                        "a " + MEM_OFFLINE,
                        "a " + MEM_FINISH_OFFLINE);
    }

    @Test
    void higherPriority_isToldFirst_andEqualsAsTheyCame() {
        machine.memory().notifiers().register(0, listener("first"));
        machine.memory().notifiers().register(0, listener("second"));
        machine.memory().notifiers().register(5, listener("cxl"));

        online();

        assertThat(told)
                .containsSubsequence(
                        "cxl " + MEM_GOING_ONLINE, "first " + MEM_GOING_ONLINE, "second " + MEM_GOING_ONLINE);
    }

    @Test
    void veto_endsTheChain_andEverybodyHearsOfTheCancelling() {
        machine.memory().notifiers().register(10, (event, _) -> event == MEM_GOING_ONLINE ? -16 : 0);
        machine.memory().notifiers().register(0, listener("never asked"));

        Outcome outcome = online();

        assertThat(outcome).isEqualTo(Outcome.refused(new Refusal.Vetoed(TestMachines.FIRST_BLOCK, -16)));
        assertThat(told)
                .containsExactly(
                        "never asked " + MEM_PREPARE_ONLINE,
                        "never asked " + MEM_CANCEL_ONLINE,
                        "never asked " + MEM_FINISH_OFFLINE);
    }

    @Test
    void unmovablePage_isFoundBeforeAnybodyIsAsked() {
        machine.memory().notifiers().register(0, listener("a"));

        machine.hotplug().offline(machine.memory().block(new BlockId(15)).orElseThrow(), Task.PLAIN);

        assertThat(told).isEmpty();
    }

    @Test
    void offlineVetoed_isCancelled() {
        online();
        machine.memory().notifiers().register(0, listener("a"));
        machine.memory().notifiers().inject(MEM_GOING_OFFLINE, -12);

        offline();

        assertThat(told).containsExactly("a " + MEM_CANCEL_OFFLINE);
    }

    @Test
    void unregister_isNotToldAnyMore() {
        Notifier listener = listener("a");
        machine.memory().notifiers().register(0, listener);

        machine.memory().notifiers().unregister(listener);

        online();
        assertThat(told).isEmpty();
    }

    private Notifier listener(String name) {
        return (event, _) -> {
            told.add(name + " " + event);
            return 0;
        };
    }

    private Outcome online() {
        return machine.hotplug().online(block(), OnlineType.ONLINE_MOVABLE, Task.PLAIN);
    }

    private Outcome offline() {
        return machine.hotplug().offline(block(), Task.PLAIN);
    }

    private MemoryBlock block() {
        return machine.memory().block(TestMachines.FIRST_BLOCK).orElseThrow();
    }
}
