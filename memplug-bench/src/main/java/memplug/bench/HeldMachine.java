package memplug.bench;

import java.lang.management.ManagementFactory;
import java.util.List;
import memplug.machine.Machine;
import memplug.machine.dax.DaxDevice;
import memplug.machine.dax.KmemDriver.StateOutcome;
import memplug.machine.dax.KmemState;
import memplug.machine.description.DescriptionException;
import memplug.machine.description.DescriptionReader;
import memplug.machine.kernel.Task;
import memplug.machine.phys.ByteSize;
import memplug.machine.workload.PageKind;
import memplug.machine.workload.Policy;
import memplug.machine.workload.ProcessRequest;
import memplug.machine.workload.WorkloadOutcome;

/** A machine with a device on node 1 that is online in ZONE_MOVABLE, and as much RAM on node 0 for what is moved away. */
final class HeldMachine {
    private static final String DESCRIPTION = """
            name: held
            block-size: 128MiB
            nodes:
              - {id: 0, cpus: 0-1, memory: %s}
              - {id: 1, ranges: [0x1000000000000-0x7ffffffffffff]}
            dax-regions:
              - provider: cxl
                range: {start: 0x1000000000000, size: %s}
                target-node: 1
                devices:
                  - driver: kmem
            kernel:
              auto-online-blocks: offline
              memmap-on-memory: Y
            """;

    private final Machine machine;
    private final DaxDevice device;
    private final long bytes;

    /** With a device of a size, and RAM of another. */
    HeldMachine(long bytes, long ram) {
        this.bytes = bytes;
        try {
            machine = Machine.boot(DescriptionReader.read(
                    DESCRIPTION.formatted(ByteSize.format(ram), ByteSize.format(bytes)), "held"));
        } catch (DescriptionException e) {
            throw new IllegalStateException(e);
        }
        device = machine.dax().device("dax0.0").orElseThrow();
        set(KmemState.UNPLUGGED);
        plug();
    }

    Machine machine() {
        return machine;
    }

    void plug() {
        set(KmemState.ONLINE_MOVABLE);
    }

    /** How long something took by the clock, and of the processor, in nanoseconds. */
    record Took(long clock, long processor) {}

    /** Unplugs the device; returns how long that took. */
    Took unplug() {
        var threads = ManagementFactory.getThreadMXBean();
        long used = threads.getCurrentThreadCpuTime();
        long began = System.nanoTime();
        set(KmemState.UNPLUGGED);
        return new Took(System.nanoTime() - began, threads.getCurrentThreadCpuTime() - used);
    }

    private void set(KmemState state) {
        StateOutcome outcome = machine.dax().kmem().setState(device, state, Task.PLAIN);
        if (!(outcome instanceof StateOutcome.Done)) {
            throw new IllegalStateException(outcome.toString());
        }
    }

    /** Uses half of the device: every second piece of a size, for pages of a kind. */
    void halfFull(PageKind kind, long piece) {
        require(machine.workload().stop("holder"), false);
        Policy bound = new Policy(Policy.Kind.BIND, List.of(1));
        // What watermarks and memmaps keep is left out.
        long most = bytes - bytes / 32 - 64 * ByteSize.MIB;
        require(machine.workload().start(new ProcessRequest("holder", most, bound, kind)), true);
        require(machine.workload().thin("holder", piece), true);
    }

    /** How many pages have been moved so far. */
    long migrated() {
        return machine.memory().pages().migrated();
    }

    private static void require(WorkloadOutcome outcome, boolean must) {
        if (must && !outcome.isDone()) {
            throw new IllegalStateException(outcome.toString());
        }
    }
}
