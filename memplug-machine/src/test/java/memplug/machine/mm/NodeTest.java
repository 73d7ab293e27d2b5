package memplug.machine.mm;

import static memplug.machine.TestMachines.FIRST_BLOCK;
import static org.assertj.core.api.Assertions.assertThat;

import memplug.machine.Machine;
import memplug.machine.TestMachines;
import memplug.machine.kernel.Task;
import org.junit.jupiter.api.Test;

class NodeTest {
    private final Machine machine = TestMachines.twoRanges();
    private final MemoryBlock first = machine.memory().block(FIRST_BLOCK).orElseThrow();
    private final MemoryBlock second =
            machine.memory().block(new BlockId(FIRST_BLOCK.number() + 1)).orElseThrow();

    @Test
    void daemons_ofANodeWithBootMemory_areThere() {
        assertThat(machine.memory().node(0).daemons()).containsExactly("kswapd0", "kcompactd0");
    }

    @Test
    void daemons_comeWithTheFirstBlockOnlineAndGoWithTheLast() {
        Node node = machine.memory().node(1);
        assertThat(node.isOnline()).isTrue();
        assertThat(node.daemons()).isEmpty();

        machine.hotplug().online(first, OnlineType.ONLINE_MOVABLE, Task.PLAIN);
        machine.hotplug().online(second, OnlineType.ONLINE_KERNEL, Task.PLAIN);
        machine.hotplug().offline(first, Task.PLAIN);
        assertThat(node.daemons()).containsExactly("kswapd1", "kcompactd1");

        machine.hotplug().offline(second, Task.PLAIN);
        assertThat(node.daemons()).isEmpty();
    }

    @Test
    void daemons_ofANodeWhoseLastBlockStays_stay() {
        machine.hotplug().online(first, OnlineType.ONLINE_MOVABLE, Task.PLAIN);
        machine.memory().notifiers().inject(Notifiers.Event.MEM_GOING_OFFLINE, -16);

        assertThat(machine.hotplug().offline(first, Task.PLAIN).isRefused()).isTrue();

        assertThat(machine.memory().node(1).daemons()).containsExactly("kswapd1", "kcompactd1");
    }
}
