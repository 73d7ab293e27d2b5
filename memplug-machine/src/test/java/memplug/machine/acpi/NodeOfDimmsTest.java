package memplug.machine.acpi;

import static memplug.machine.acpi.DimmMachines.dimm;
import static org.assertj.core.api.Assertions.assertThat;

import memplug.machine.Machine;
import memplug.machine.kernel.Fault;
import memplug.machine.kernel.Task;
import memplug.machine.mm.Node;
import memplug.machine.mm.OnlineType;
import memplug.machine.phys.PhysicalRange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A node goes when its last memory and its last CPU are gone, and not before. */
class NodeOfDimmsTest {
    private Machine machine = DimmMachines.empty();

    @AfterEach
    void audit() {
        assertThat(machine.audit()).isEmpty();
    }

    private void insert(String name, long mebibytes, int node) {
        machine.memoryDevices().insert(dimm(name, mebibytes, node), Task.PLAIN);
    }

    private void eject(String name) {
        machine.memoryDevices().requestEject(name, Task.PLAIN);
    }

    private Iterable<Integer> nodes() {
        return machine.memory().onlineNodes().stream().map(Node::id).toList();
    }

    @Test
    void eject_lastDimmOfANodeWithoutCpus_takesTheNodeAway() {
        insert("a", 256, 1);
        assertThat(nodes()).containsExactly(0, 1);

        eject("a");

        assertThat(nodes()).containsExactly(0);
    }

    @Test
    void eject_oneOfTwoDimms_keepsTheNode() {
        insert("a", 256, 1);
        insert("b", 256, 1);

        eject("a");
        assertThat(nodes()).containsExactly(0, 1);

        eject("b");
        assertThat(nodes()).containsExactly(0);
    }

    @Test
    void eject_nodeWhoseRangeHoldsAnother_takesOnlyItselfAway() {
        machine.memory().parameters().setAutoOnline(OnlineType.ONLINE_MOVABLE);
        insert("low", 256, 1);
        insert("within", 256, 2);
        insert("high", 256, 1);

        eject("low");
        assertThat(nodes()).containsExactly(0, 1, 2);

        eject("high");
        assertThat(nodes()).containsExactly(0, 2);

        eject("within");
        assertThat(nodes()).containsExactly(0);
    }

    @Test
    void eject_dimmOfANodeWithCpusOnly_keepsTheNode() {
        machine = DimmMachines.boot("""
                firmware-map: [{range: 0x0-0x7fffffff, type: System RAM}]
                nodes: [{id: 0, cpus: 0, ranges: [0x0-0x7fffffff]}, {id: 1, cpus: 1}]
                dimms: {slots: 1}
                virtual: true
                """);
        insert("a", 256, 1);

        eject("a");

        assertThat(nodes()).containsExactly(0, 1);
        assertThat(machine.memory().node(1).blocks()).isEmpty();
    }

    @Test
    void eject_nodeWithABlockThatStaysOffline_keepsTheNode() {
        insert("a", 256, 1);
        machine.hotplug().probe(1, 0x1_8000_0000L, Task.PLAIN);

        eject("a");
        assertThat(nodes()).containsExactly(0, 1);

        machine.hotplug().remove(new PhysicalRange(0x1_8000_0000L, 0x1_8800_0000L), Task.PLAIN);
        assertThat(nodes()).containsExactly(0);
    }

    @Test
    void eject_refused_keepsTheNode() {
        machine.memory().parameters().setAutoOnline(OnlineType.ONLINE);
        insert("a", 256, 1);
        machine.kernel().decideBy(fault -> fault.kind() == Fault.Kind.OFFLINE_VETO);

        eject("a");

        assertThat(nodes()).containsExactly(0, 1);
        assertThat(machine.memory().node(1).hasMemory()).isTrue();
    }
}
