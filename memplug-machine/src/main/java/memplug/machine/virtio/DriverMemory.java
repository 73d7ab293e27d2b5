package memplug.machine.virtio;

import java.util.EnumSet;
import java.util.Optional;
import memplug.machine.kernel.Fault;
import memplug.machine.kernel.Kernel;
import memplug.machine.kernel.Task;
import memplug.machine.mm.AddRequest;
import memplug.machine.mm.AddRequest.Flag;
import memplug.machine.mm.AddRequest.OfGroup;
import memplug.machine.mm.BlockState;
import memplug.machine.mm.ContiguousPages;
import memplug.machine.mm.ErrorNumber;
import memplug.machine.mm.Memory;
import memplug.machine.mm.MemoryBlock;
import memplug.machine.mm.MemoryHotplug;
import memplug.machine.mm.Outcome;
import memplug.machine.mm.Refusal;
import memplug.machine.mm.ZoneKind;
import memplug.machine.phys.ByteSize;
import memplug.machine.phys.PhysicalRange;

/** What the driver does with ranges of a device: ask the hypervisor for them, add them, hold their pages back. */
final class DriverMemory {
    static final String RESOURCE_NAME = "System RAM (virtio_mem)";

    private static final long OFFLINE_THRESHOLD = ByteSize.GIB;
    private static final int TRIES_IN_MOVABLE = 5;
    private static final int EINVAL = -22;
    private static final int ENOMEM = -12;

    private final VirtioMemDevice device;
    private final Memory memory;
    private final MemoryHotplug hotplug;
    private final ContiguousPages pages;
    private final int group;
    private final long offlineThreshold;
    private final Runnable work;
    private long offlineSize;

    /**
     * Nothing added yet.
     *
     * @param unit how much is added at a time at most
     * @param work what the driver does to come nearer to what is wanted
     */
    DriverMemory(VirtioMemDevice device, Memory memory, MemoryHotplug hotplug, int group, long unit, Runnable work) {
        this.device = device;
        this.memory = memory;
        this.hotplug = hotplug;
        this.pages = new ContiguousPages(memory);
        this.group = group;
        this.offlineThreshold = Math.max(OFFLINE_THRESHOLD, 2 * unit);
        this.work = work;
    }

    /** Lets the driver work as soon as the operation that is under way has ended. */
    void retry() {
        kernel().lock().whenDone(work);
    }

    VirtioMemDevice device() {
        return device;
    }

    Memory memory() {
        return memory;
    }

    Kernel kernel() {
        return memory.kernel();
    }

    int group() {
        return group;
    }

    long offlineThreshold() {
        return offlineThreshold;
    }

    /** How much of what was added is offline, in bytes. */
    long offlineSize() {
        return offlineSize;
    }

    void changeOfflineSize(long bytes) {
        offlineSize += bytes;
    }

    /** Whether so much may be added without too much being offline. */
    boolean couldAdd(long bytes) {
        return offlineSize + bytes <= offlineThreshold;
    }

    Attempt plug(PhysicalRange range) {
        return ask(range, true);
    }

    Attempt unplug(PhysicalRange range) {
        return ask(range, false);
    }

    private Attempt ask(PhysicalRange range, boolean isPlugged) {
        if (device.isChanged()) {
            return new Attempt.Again();
        }
        if (kernel().happens(Fault.Kind.HYPERVISOR_BUSY, range.start())) {
            return new Attempt.Later();
        }
        if (kernel().happens(Fault.Kind.HYPERVISOR_ERROR, range.start())) {
            return new Attempt.Failed(EINVAL);
        }
        device.setPlugged(range, isPlugged);
        return Attempt.done();
    }

    Attempt unplugAll() {
        if (kernel().happens(Fault.Kind.HYPERVISOR_BUSY, device.region().start())) {
            return new Attempt.Later();
        }
        device.setPlugged(device.region(), false);
        device.setChanged(true);
        return Attempt.done();
    }

    /** Adds whole blocks, which go online as the system does it by default. */
    Attempt add(PhysicalRange range) {
        changeOfflineSize(range.size());
        AddRequest request = new AddRequest(new OfGroup(group), range, EnumSet.of(Flag.MERGE_RESOURCE));
        if (hotplug.addDriverManaged(request, RESOURCE_NAME, Task.WORKER) instanceof Outcome.Refused(Refusal reason)) {
            changeOfflineSize(-range.size());
            int number = ErrorNumber.of(reason);
            kernel().warn("virtio_mem %s: adding memory failed: %d", device.name(), number);
            return number == ENOMEM ? new Attempt.Later() : new Attempt.Failed(number);
        }
        return Attempt.done();
    }

    /** Removes whole blocks that are offline, which cannot be refused. */
    void remove(PhysicalRange range) {
        if (hotplug.remove(range, Task.WORKER) instanceof Outcome.Refused(Refusal reason)) {
            throw new IllegalStateException("cannot remove " + range + ": " + reason);
        }
        changeOfflineSize(-range.size());
        retry();
    }

    /** Takes whole blocks away whose pages are held back; says whether that succeeded. */
    boolean offlineAndRemove(PhysicalRange range) {
        boolean isGone = !hotplug.offlineAndRemove(range, Task.WORKER).isRefused();
        if (isGone) {
            changeOfflineSize(-range.size());
            retry();
        }
        return isGone;
    }

    /** Takes the pages of a part of an online block from the allocator: fakes that they are offline. */
    Attempt fakeOffline(PhysicalRange range) {
        int tries = isMovable(range) ? TRIES_IN_MOVABLE : 1;
        for (int i = 0; i < tries; i++) {
            if (device.isChanged()) {
                return new Attempt.Again();
            }
            Optional<Refusal> refusal = pages.take(range);
            if (refusal.isEmpty()) {
                return Attempt.done();
            }
            if (refusal.get() instanceof Refusal.NoRoom) {
                return new Attempt.Later();
            }
        }
        return new Attempt.Busy();
    }

    /** Gives the pages of a part of an online block to the allocator. */
    void fakeOnline(PhysicalRange range) {
        pages.give(range);
    }

    boolean isOnline(PhysicalRange part) {
        return blockAt(part).filter(block -> block.state() == BlockState.ONLINE).isPresent();
    }

    boolean isMovable(PhysicalRange part) {
        return blockAt(part).filter(block -> block.zone() == ZoneKind.MOVABLE).isPresent();
    }

    private Optional<MemoryBlock> blockAt(PhysicalRange part) {
        return memory.block(memory.blockSize().blockAt(part.start()));
    }

    void warn(String text) {
        kernel().warn("virtio_mem %s: %s", device.name(), text);
    }
}
