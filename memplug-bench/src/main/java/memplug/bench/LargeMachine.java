package memplug.bench;

import java.util.Optional;
import memplug.machine.Machine;
import memplug.machine.dax.DaxDevice;
import memplug.machine.dax.KmemDriver.StateOutcome;
import memplug.machine.dax.KmemState;
import memplug.machine.description.DescriptionException;
import memplug.machine.description.DescriptionReader;
import memplug.machine.description.MachineDescription;
import memplug.machine.kernel.Task;

/** A machine with a device of 1 TiB, 8,192 blocks of 128 MiB, and RAM enough for its memmap. */
final class LargeMachine {
    private static final int BLOCKS = 8192;

    private static final String DESCRIPTION = """
            name: large
            block-size: 128MiB
            nodes:
              - {id: 0, cpus: 0-1, memory: 64GiB}
              - {id: 1, ranges: [0x10000000000-0x1ffffffffff]}
            dax-regions:
              - provider: cxl
                range: {start: 0x10000000000, size: 1TiB}
                target-node: 1
                devices:
                  - driver: kmem
            kernel:
              auto-online-blocks: offline
              memmap-on-memory: %s
            """;

    private final Machine machine;
    private final DaxDevice device;

    private LargeMachine(Machine machine, DaxDevice device) {
        this.machine = machine;
        this.device = device;
    }

    /**
     * {@return the machine with its device unplugged}
     *
     * @param memmapOnMemory whether each block holds its own memmap; if not, node 0 holds all of it, 16 GiB
     */
    static LargeMachine unplugged(boolean memmapOnMemory) {
        Machine machine = Machine.boot(describe(memmapOnMemory));
        LargeMachine large =
                new LargeMachine(machine, machine.dax().device("dax0.0").orElseThrow());
        large.unplug();
        requireThat(large.blocks() == 0, "blocks are left");
        large.plug();
        large.requirePlugged(memmapOnMemory);
        large.unplug();
        return large;
    }

    /**
     * {@return the machine with its device online in ZONE_MOVABLE}
     *
     * @param memmapOnMemory as for {@link #unplugged}
     */
    static LargeMachine plugged(boolean memmapOnMemory) {
        LargeMachine large = unplugged(memmapOnMemory);
        large.plug();
        return large;
    }

    private static MachineDescription describe(boolean memmapOnMemory) {
        try {
            return DescriptionReader.read(DESCRIPTION.formatted(memmapOnMemory ? "Y" : "N"), "large");
        } catch (DescriptionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Fails if what is measured is not what is said. */
    private void requirePlugged(boolean memmapOnMemory) {
        requireThat(blocks() == BLOCKS, "there are " + blocks() + " blocks");
        long own = machine.memory().blocks().values().stream()
                .filter(block -> block.ownMemmapPages() > 0)
                .count();
        requireThat(own == (memmapOnMemory ? BLOCKS : 0), own + " blocks hold their own memmap");
        Optional<String> broken = machine.audit();
        requireThat(broken.isEmpty(), broken.toString());
    }

    private static void requireThat(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalStateException(otherwise);
        }
    }

    private long blocks() {
        return machine.memory().node(1).blocks().size();
    }

    Machine machine() {
        return machine;
    }

    /** As writing {@code online_movable} to the device's {@code state}. */
    StateOutcome plug() {
        return setState(KmemState.ONLINE_MOVABLE);
    }

    /** As writing {@code unplugged} to the device's {@code state}. */
    StateOutcome unplug() {
        return setState(KmemState.UNPLUGGED);
    }

    private StateOutcome setState(KmemState state) {
        StateOutcome outcome = machine.dax().kmem().setState(device, state, Task.PLAIN);
        requireThat(outcome instanceof StateOutcome.Done, outcome.toString());
        return outcome;
    }
}
