package memplug.machine.dax;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import memplug.machine.kernel.Fault;
import memplug.machine.kernel.Kernel;
import memplug.machine.kernel.Task;
import memplug.machine.mm.AddRequest;
import memplug.machine.mm.AddRequest.Flag;
import memplug.machine.mm.AddRequest.OfGroup;
import memplug.machine.mm.ErrorNumber;
import memplug.machine.mm.Frames;
import memplug.machine.mm.Memory;
import memplug.machine.mm.MemoryHotplug;
import memplug.machine.mm.OnlineType;
import memplug.machine.mm.Outcome;
import memplug.machine.mm.Refusal;
import memplug.machine.phys.ByteSize;
import memplug.machine.phys.PhysicalRange;
import memplug.machine.phys.Resource;

/**
 * Makes System RAM of dax devices, and takes a whole device online or away as one. As drivers/dax/kmem.c.
 *
 * <p>{@link #setState} holds the device's mutex, then the hotplug lock. Unbinding first takes the {@code state} file away,
 * then waits for whoever is still writing to it.
 */
public final class KmemDriver extends DaxDriver {
    private static final String RESOURCE_NAME = "System RAM (kmem)";
    private static final int EBUSY = -16;
    private static final int EINVAL = -22;

    private final Kernel kernel;
    private final Memory memory;
    private final MemoryHotplug hotplug;

    KmemDriver(Memory memory, MemoryHotplug hotplug, DaxAllocation allocation) {
        super(allocation);
        this.kernel = memory.kernel();
        this.memory = memory;
        this.hotplug = hotplug;
    }

    @Override
    public String name() {
        return "kmem";
    }

    /** Why a state was not taken on. */
    public sealed interface StateOutcome {
        /** The device is in the state now, or was. */
        record Done() implements StateOutcome {}

        /** The device is not bound to kmem any more. */
        record NotBound() implements StateOutcome {}

        /** The device has memory already, and has to be unplugged first. */
        record AlreadyPlugged(KmemState current) implements StateOutcome {}

        /** No range could be claimed. */
        record NothingReserved() implements StateOutcome {}

        /** Memory management refused; nothing has changed. */
        record Refused(Refusal reason) implements StateOutcome {}
    }

    @Override
    Optional<ProbeRefusal> take(DaxDevice device, Task task) {
        OnlineType type = memory.parameters().autoOnline();
        if (device.region().targetNode().isEmpty()) {
            warn(device, "rejecting DAX region with invalid node: -1");
            return Optional.of(new ProbeRefusal(EINVAL, "the region has no target node"));
        }
        int node = device.region().targetNode().getAsInt();
        NavigableMap<Integer, PhysicalRange> usable = usableRanges(device);
        long bytes = usable.values().stream().mapToLong(PhysicalRange::size).sum();
        if (bytes == 0) {
            warn(device, "rejecting DAX region without any memory after alignment");
            return Optional.of(new ProbeRefusal(EINVAL, "no whole block"));
        }
        if (bytes != device.size()) {
            warn(device, "DAX region truncated by %s due to alignment", ByteSize.human(device.size() - bytes));
        }
        Optional<Integer> group = hotplug.registerStaticGroup(node, bytes / Frames.PAGE_BYTES);
        if (group.isEmpty()) {
            return Optional.of(new ProbeRefusal(EINVAL, "node " + node + " is not possible"));
        }
        memory.tiers().addSlow(node);
        KmemBinding binding = new KmemBinding(kernel.nextSerial(), group.get(), usable);
        Optional<ProbeRefusal> refusal = reserveAndPlug(device, binding, type, task);
        if (refusal.isPresent()) {
            release(device, binding);
            discard(device, binding);
            return refusal;
        }
        binding.setState(KmemState.of(type));
        device.setKmem(binding);
        return Optional.empty();
    }

    private Optional<ProbeRefusal> reserveAndPlug(DaxDevice device, KmemBinding binding, OnlineType type, Task task) {
        if (!reserve(device, binding, task)) {
            return Optional.of(new ProbeRefusal(EBUSY, "no range could be reserved"));
        }
        return plug(device, binding, type, task)
                .map(reason -> new ProbeRefusal(ErrorNumber.of(reason), reason.toString()));
    }

    /** The whole blocks of each range, by the number of the range. */
    private NavigableMap<Integer, PhysicalRange> usableRanges(DaxDevice device) {
        long block = memory.blockSize().bytes();
        NavigableMap<Integer, PhysicalRange> usable = new TreeMap<>();
        for (int i = 0; i < device.ranges().size(); i++) {
            PhysicalRange range = device.ranges().get(i).range();
            long start = Math.ceilDiv(range.start(), block) * block;
            long end = range.end() / block * block;
            if (start < end) {
                usable.put(i, new PhysicalRange(start, end));
            } else {
                kernel.info("kmem %s: mapping%d: %s too small after alignment", device.name(), i, range);
            }
        }
        return usable;
    }

    /** Claims those ranges that are not claimed yet; false if none of them could be. */
    private boolean reserve(DaxDevice device, KmemBinding binding, Task task) {
        try (var _ = kernel.lock().hold(task)) {
            int claimed = 0;
            for (Map.Entry<Integer, PhysicalRange> each : binding.usable().entrySet()) {
                PhysicalRange range = each.getValue();
                if (binding.reserved().containsKey(each.getKey())) {
                    continue;
                }
                if (claim(device, range)) {
                    binding.reserved().put(each.getKey(), range);
                    claimed++;
                } else {
                    warn(device, "mapping%d: %s could not reserve region", each.getKey(), range);
                    if (claimed == 0) {
                        return false;
                    }
                }
            }
            return true;
        }
    }

    private boolean claim(DaxDevice device, PhysicalRange range) {
        return !kernel.happens(Fault.Kind.RESERVATION_CONFLICT, range.start())
                && memory.resources()
                        .request(new Resource(range, device.name(), Resource.Kind.CONTAINER))
                        .isEmpty();
    }

    /** Adds the claimed ranges; refused only if the first of them was. */
    private Optional<Refusal> plug(DaxDevice device, KmemBinding binding, OnlineType type, Task task) {
        Set<Flag> flags = device.memmapOnMemory() ? EnumSet.of(Flag.MEMMAP_ON_MEMORY) : EnumSet.noneOf(Flag.class);
        int added = 0;
        for (Map.Entry<Integer, PhysicalRange> each : new TreeMap<>(binding.reserved()).entrySet()) {
            AddRequest request = new AddRequest(new OfGroup(binding.group()), each.getValue(), flags);
            if (hotplug.addDriverManaged(request, RESOURCE_NAME, type, task)
                    instanceof Outcome.Refused(Refusal reason)) {
                warn(device, "mapping%d: %s memory add failed", each.getKey(), each.getValue());
                release(device, binding, each.getKey(), each.getValue());
                if (added == 0) {
                    return Optional.of(reason);
                }
            } else {
                added++;
            }
        }
        return Optional.empty();
    }

    /**
     * Takes a device into a state as one, or changes nothing.
     *
     * @param device the device
     * @param wanted the state, not {@link KmemState#OFFLINE}
     * @param task for whom; a signal ends an unplug, and all is put back
     * @return how it ended
     */
    public StateOutcome setState(DaxDevice device, KmemState wanted, Task task) {
        KmemBinding binding = device.kmem();
        if (binding == null) {
            return new StateOutcome.NotBound();
        }
        binding.mutex().lock();
        try {
            if (device.kmem() != binding) {
                return new StateOutcome.NotBound();
            }
            KmemState current = binding.state();
            if (current == wanted) {
                return new StateOutcome.Done();
            }
            if (wanted == KmemState.UNPLUGGED) {
                return unplug(device, binding, task);
            }
            return current == KmemState.UNPLUGGED
                    ? plug(device, binding, wanted, task)
                    : new StateOutcome.AlreadyPlugged(current);
        } finally {
            binding.mutex().unlock();
        }
    }

    private StateOutcome unplug(DaxDevice device, KmemBinding binding, Task task) {
        List<PhysicalRange> ranges = binding.reservedRanges();
        if (!ranges.isEmpty() && hotplug.offlineAndRemove(ranges, task) instanceof Outcome.Refused(Refusal reason)) {
            kernel.error("kmem %s: hotremove failed, device left online: %d", device.name(), ErrorNumber.of(reason));
            return new StateOutcome.Refused(reason);
        }
        release(device, binding);
        binding.setState(KmemState.UNPLUGGED);
        return new StateOutcome.Done();
    }

    private StateOutcome plug(DaxDevice device, KmemBinding binding, KmemState wanted, Task task) {
        if (!reserve(device, binding, task)) {
            release(device, binding);
            return new StateOutcome.NothingReserved();
        }
        Optional<Refusal> refusal = plug(device, binding, wanted.onlineType(), task);
        if (refusal.isPresent()) {
            release(device, binding);
            return new StateOutcome.Refused(refusal.get());
        }
        binding.setState(wanted);
        return new StateOutcome.Done();
    }

    /** Removes what is offline and never offlines anything: an unbind cannot be interrupted, and offlining may not end. */
    @Override
    public void remove(DaxDevice device, Task task) {
        KmemBinding binding = device.kmem();
        if (binding == null) {
            throw new IllegalStateException(device.name() + " is not bound to kmem");
        }
        device.setKmem(null);
        binding.mutex().lock();
        try {
            binding.forEachReserved((number, range) -> removeRange(device, binding, number, range, task));
            if (binding.reserved().isEmpty()) {
                discard(device, binding);
            } else {
                // Group, reservations and tier stay: the memory is in use until reboot.
                kernel.error("kmem %s: Hotplug regions stuck online until reboot", device.name());
            }
        } finally {
            binding.mutex().unlock();
        }
    }

    private void removeRange(DaxDevice device, KmemBinding binding, int number, PhysicalRange range, Task task) {
        if (hotplug.remove(range, task).isRefused()) {
            warn(device, "mapping%d: %s stuck online until reboot", number, range);
        } else {
            release(device, binding, number, range);
        }
    }

    private void release(DaxDevice device, KmemBinding binding) {
        binding.forEachReserved((number, range) -> release(device, binding, number, range));
    }

    private void release(DaxDevice device, KmemBinding binding, int number, PhysicalRange range) {
        binding.reserved().remove(number);
        try (var _ = kernel.lock().hold(Task.PLAIN)) {
            memory.resources().release(range, device.name());
        }
    }

    private void discard(DaxDevice device, KmemBinding binding) {
        hotplug.unregisterGroup(binding.group());
        memory.tiers().removeSlow(device.region().targetNode().orElseThrow());
    }

    private void warn(DaxDevice device, String format, Object... arguments) {
        kernel.warn("kmem " + device.name() + ": " + format, arguments);
    }
}
