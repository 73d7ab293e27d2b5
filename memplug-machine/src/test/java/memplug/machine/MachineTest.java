package memplug.machine;

import static memplug.machine.TestMachines.DAX;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import memplug.machine.dax.KmemState;
import memplug.machine.description.DescriptionReader;
import memplug.machine.description.MachineDescription;
import memplug.machine.kernel.Fault;
import memplug.machine.kernel.LogLine;
import memplug.machine.kernel.Task;
import memplug.machine.mm.BlockId;
import memplug.machine.mm.OnlineType;
import memplug.machine.workload.MemoryUser;
import org.junit.jupiter.api.Test;

class MachineTest {
    private final Machine machine = TestMachines.twoRanges();

    @Test
    void copy_hasTheSameFingerprint() {
        assertThat(machine.copy().fingerprint()).isEqualTo(machine.fingerprint());
    }

    @Test
    void copy_changesOnItsOwn() {
        var before = machine.fingerprint();
        Machine copy = machine.copy();

        unplug(copy);

        assertThat(machine.fingerprint()).isEqualTo(before);
        assertThat(copy.fingerprint()).isNotEqualTo(before);
        assertThat(copy.audit()).isEmpty();
    }

    @Test
    void sameOperations_givesTheSameRunToTheByte() {
        Machine other = TestMachines.twoRanges();

        unplug(machine);
        unplug(other);

        assertThat(other.fingerprint()).isEqualTo(machine.fingerprint());
        assertThat(other.kernel().log().all()).isEqualTo(machine.kernel().log().all());
        assertThat(other.kernel().uevents().all())
                .isEqualTo(machine.kernel().uevents().all());
    }

    @Test
    void fingerprint_ofAnyChangedParameter_differs() {
        var before = machine.fingerprint();

        machine.memory().parameters().setAutoOnline(OnlineType.ONLINE);

        assertThat(machine.fingerprint()).isNotEqualTo(before);
    }

    @Test
    void offline_ofBlockWithHoles_isRefused() {
        assertThat(machine.hotplug()
                        .offline(machine.memory().block(new BlockId(0)).orElseThrow(), Task.PLAIN)
                        .isRefused())
                .isTrue();
    }

    @Test
    void choices_areAskedForEveryFault() {
        machine.kernel().decideBy(fault -> fault.kind() == Fault.Kind.NO_MEMORY_TO_UNPLUG);

        unplug(machine);

        assertThat(machine.kernel().log().all().stream().map(LogLine::text))
                .last()
                .isEqualTo("kmem dax0.0: hotremove failed, device left online: -12");
    }

    private static void unplug(Machine machine) {
        machine.dax().kmem().setState(machine.dax().device(DAX).orElseThrow(), KmemState.UNPLUGGED, Task.PLAIN);
    }

    @Test
    void boot_withProcesses_startsThem() throws Exception {
        Machine booted = Machine.boot(DescriptionReader.read("""
                nodes: [{id: 0, cpus: 0-1, memory: 4GiB}, {id: 1, memory: 2GiB}]
                processes:
                  - {name: redis, size: 1GiB, policy: bind, nodes: [1]}
                  - {name: rdma, size: 64MiB, locked: 32MiB, pinned: 16MiB}
                  - {name: dentries, size: 16MiB, kind: slab}
                """, "x.yaml"));

        assertThat(booted.workload().processes().keySet()).containsExactly("dentries", "rdma", "redis");
        assertThat(booted.workload().processes().values())
                .extracting(MemoryUser::pinned)
                .containsExactly(0, 4096, 0);
        assertThat(booted.workload().processes().values())
                .extracting(MemoryUser::locked)
                .containsExactly(0, 4096, 0);
        assertThat(booted.audit()).isEmpty();
    }

    @Test
    void boot_withAProcessThatFindsNoMemory_fails() throws Exception {
        MachineDescription description = DescriptionReader.read(
                "nodes: [{id: 0, memory: 4GiB}]\nprocesses: [{name: redis, size: 4000MiB}]", "x.yaml");

        assertThatExceptionOfType(BootException.class)
                .isThrownBy(() -> Machine.boot(description))
                .withMessageStartingWith("process redis of 4000MiB cannot begin on node=0: NoMemory");
    }

    @Test
    void boot_withADimmOfRamThatIsNotWholeBlocks_fails() throws Exception {
        MachineDescription description = DescriptionReader.read("""
                nodes: [{id: 0, memory: 4GiB}]
                dimms:
                  slots: 1
                  at-boot: [{name: odd, slot: 0, node: 0, range: 0x10400000-0x1c3fffff}]
                """, "x.yaml");

        assertThatExceptionOfType(BootException.class)
                .isThrownBy(() -> Machine.boot(description))
                .withMessage("DIMM odd at 0x10400000-0x1c3fffff is RAM at boot, and not whole blocks of 128MiB");
    }
}
