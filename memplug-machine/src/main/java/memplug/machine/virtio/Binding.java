package memplug.machine.virtio;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import memplug.machine.kernel.Fingerprint;
import memplug.machine.kernel.Kernel;
import memplug.machine.mm.BlockId;
import memplug.machine.mm.BlockSize;
import memplug.machine.mm.Memory;
import memplug.machine.mm.MemoryChange;
import memplug.machine.mm.MemoryHotplug;
import memplug.machine.mm.Notifiers.Event;
import memplug.machine.mm.Notifiers.Notifier;
import memplug.machine.mm.PageHolders.Holder;
import memplug.machine.mm.PageSpan;
import memplug.machine.phys.PhysicalRange;

/**
 * What the driver keeps of a device from bind to unbind, and its work: coming nearer to what the hypervisor wants. As
 * drivers/virtio/virtio_mem.c: virtio_mem_run_wq(). All of it under the hotplug lock.
 */
final class Binding implements Notifier, Holder {
    private static final long SHORTEST_RETRY = 50_000;
    private static final long LONGEST_RETRY = 300_000;
    private static final int PLAIN_VETO = -1;

    private final VirtioMemDevice device;
    private final VirtioMemParameters parameters;
    private final DriverMemory memory;
    private final Mode mode;
    private boolean unplugAllFirst;
    private boolean isBroken;
    private boolean isWorking;
    private long retryAfter = SHORTEST_RETRY;
    private OptionalLong retryAt = OptionalLong.empty();

    Binding(
            VirtioMemDevice device,
            VirtioMemParameters parameters,
            Pieces pieces,
            int group,
            Memory memory,
            MemoryHotplug hotplug) {
        this.device = device;
        this.parameters = parameters;
        this.memory = new DriverMemory(device, memory, hotplug, group, pieces.unit(), this::work);
        this.mode = pieces.areBig()
                ? new BigBlocks(this.memory, parameters, pieces.size())
                : new SubBlocks(this.memory, parameters, pieces.size());
        this.unplugAllFirst = device.pluggedSize() > 0;
        memory.notifiers().register(0, this);
        memory.pageHolders().register(this);
    }

    /** Copies of device, parameters and memory are bound as this device is. */
    Binding copy(VirtioMemDevice forDevice, VirtioMemParameters forParameters, Memory to, MemoryHotplug hotplug) {
        Pieces pieces = Pieces.of(device, parameters, to.blockSize());
        Binding copy = new Binding(forDevice, forParameters, pieces, memory.group(), to, hotplug);
        copy.memory.changeOfflineSize(memory.offlineSize());
        copy.mode.copyFrom(mode);
        copy.unplugAllFirst = unplugAllFirst;
        copy.isBroken = isBroken;
        copy.retryAfter = retryAfter;
        copy.retryAt = retryAt;
        return copy;
    }

    private Kernel kernel() {
        return memory.kernel();
    }

    int group() {
        return memory.group();
    }

    OptionalLong retryAt() {
        return retryAt;
    }

    /** The configuration has changed. */
    void configurationChanged() {
        memory.retry();
    }

    /** The time to try again has come; if that fails, the next time is farther away. */
    void timeToRetry() {
        retryAfter = Math.min(2 * retryAfter, LONGEST_RETRY);
        memory.retry();
    }

    private void work() {
        if (isBroken || device.binding() != this) {
            return;
        }
        retryAt = OptionalLong.empty();
        isWorking = true;
        Attempt attempt;
        do {
            attempt = attempt();
        } while (attempt instanceof Attempt.Again);
        isWorking = false;
        conclude(attempt);
    }

    private Attempt attempt() {
        Attempt attempt = unplugAllFirst ? memory.unplugAll() : Attempt.done();
        unplugAllFirst &= !attempt.isDone();
        if (device.isChanged()) {
            device.setChanged(false);
            kernel().info("virtio_mem %s: plugged size: 0x%x", device.name(), device.pluggedSize());
            kernel().info("virtio_mem %s: requested size: 0x%x", device.name(), device.requestedSize());
        }
        if (attempt.isDone()) {
            attempt = mode.cleanUp();
        }
        if (attempt.isDone()) {
            attempt = approach(device.requestedSize() - device.pluggedSize());
        }
        return attempt.isDone() && mode.hasLeftovers() ? new Attempt.Busy() : attempt;
    }

    private Attempt approach(long missing) {
        return missing >= 0 ? mode.plug(missing) : mode.unplug(-missing);
    }

    private void conclude(Attempt attempt) {
        switch (attempt) {
            case Attempt.Done _ -> retryAfter = SHORTEST_RETRY;
            case Attempt.NoSpace _ -> {}
            case Attempt.Busy _, Attempt.Later _, Attempt.Again _ ->
                retryAt = OptionalLong.of(kernel().milliseconds() + retryAfter);
            case Attempt.Failed(int number) -> {
                kernel().error("virtio_mem %s: unknown error, marking device broken: %d", device.name(), number);
                isBroken = true;
            }
        }
    }

    @Override
    public int tell(Event event, MemoryChange change) {
        BlockId block = change.block();
        BlockSize blockSize = memory.memory().blockSize();
        if (!region().contains(blockSize.rangeOf(block))) {
            return 0;
        }
        switch (event) {
            case MEM_GOING_ONLINE -> {
                if (!mode.mayGoOnline(block)) {
                    memory.warn("memory block onlining denied");
                    return PLAIN_VETO;
                }
            }
            case MEM_ONLINE -> {
                mode.wentOnline(block);
                memory.changeOfflineSize(-blockSize.bytes());
                // Not for what this driver itself adds and the system onlines at once.
                if (!isWorking && memory.couldAdd(memory.offlineThreshold() / 2)) {
                    memory.retry();
                }
            }
            case MEM_OFFLINE -> {
                mode.wentOffline(block);
                memory.changeOfflineSize(blockSize.bytes());
                if (!parameters.unplugOnline()) {
                    memory.retry();
                }
            }
            case MEM_PREPARE_ONLINE, MEM_CANCEL_ONLINE, MEM_GOING_OFFLINE, MEM_CANCEL_OFFLINE, MEM_FINISH_OFFLINE -> {}
        }
        return 0;
    }

    @Override
    public PhysicalRange region() {
        return device.region();
    }

    @Override
    public List<PageSpan> heldBack(PhysicalRange block) {
        return mode.heldBack(block);
    }

    /** Lets the device go; what of its memory is in use stays, and nobody looks after it any more. */
    void end() {
        mode.removeUnusable();
        memory.memory().notifiers().unregister(this);
        memory.memory().pageHolders().unregister(this);
    }

    void fingerprint(Fingerprint.Writer writer) {
        writer.add(memory.group()).add(memory.offlineSize()).add(retryAfter);
        writer.add(retryAt.isPresent() ? retryAt.getAsLong() - kernel().milliseconds() : -1);
        writer.add(isBroken ? 1 : 0).add(unplugAllFirst ? 1 : 0);
        mode.fingerprint(writer);
    }

    /** What of the driver's state is not what memory shows, if anything. */
    Optional<String> contradiction() {
        long offline = memory.memory().blocksIn(region()).stream()
                        .filter(block -> block.zone() == null)
                        .filter(block -> block.group().orElse(-1) == memory.group())
                        .count()
                * memory.memory().blockSize().bytes();
        if (offline != memory.offlineSize()) {
            return Optional.of(
                    device.id() + " counts " + memory.offlineSize() + " offline bytes, and there are " + offline);
        }
        return mode.contradiction();
    }

    /** {@return the binding of a device, if it has one} */
    static Optional<Binding> of(VirtioMemDevice device) {
        return Optional.ofNullable(device.binding());
    }
}
