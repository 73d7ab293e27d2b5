package memplug.cli.demo;

import java.util.concurrent.CompletableFuture;
import memplug.machine.Machine;
import memplug.machine.kernel.Pace;
import memplug.machine.kernel.Task;
import memplug.machine.mm.MemoryBlock;
import memplug.machine.mm.OnlineType;
import memplug.machine.mm.Outcome;

/** A second program: as soon as a block has gone offline, it takes it online again. */
final class Rival implements Pace {
    private final Machine machine;
    private final MemoryBlock block;
    private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    private boolean started;

    Rival(Machine machine, MemoryBlock block) {
        this.machine = machine;
        this.block = block;
    }

    @Override
    public void before(Step step, Task task) {
        if (!started && step.address() > machine.memory().rangeOf(block).start()) {
            started = true;
            Thread.ofPlatform().daemon().start(this::act);
        }
    }

    private void act() {
        outcome.complete(machine.hotplug().online(block, OnlineType.ONLINE_MOVABLE, Task.PLAIN));
    }

    /** {@return how it ended, once it has; if it did not come in between, it comes now} */
    Outcome outcome() {
        if (!started) {
            act();
        }
        return outcome.join();
    }
}
