package memplug.machine.dax;

import java.util.Collections;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListSet;
import memplug.machine.device.Driver;
import memplug.machine.kernel.Task;

/**
 * What kmem and device_dax have in common: a device is theirs by its region's default, or because its name was written to
 * {@code new_id}. As drivers/dax/bus.c: dax_bus_match().
 */
public abstract sealed class DaxDriver implements Driver<DaxDevice> permits KmemDriver, DeviceDaxDriver {
    private static final int ENXIO = -6;

    private final NavigableSet<String> ids = new ConcurrentSkipListSet<>();
    private final DaxAllocation allocation;

    DaxDriver(DaxAllocation allocation) {
        this.allocation = allocation;
    }

    /** {@return the names that were written to {@code new_id}} */
    public final NavigableSet<String> ids() {
        return Collections.unmodifiableNavigableSet(ids);
    }

    final void addId(String deviceName) {
        ids.add(deviceName);
    }

    final void removeId(String deviceName) {
        ids.remove(deviceName);
    }

    @Override
    public final boolean matches(DaxDevice device) {
        return ids.contains(device.name())
                || device.region().kind().defaultDriver().equals(name());
    }

    /** As drivers/dax/bus.c: dax_bus_probe(): a device without memory is nobody's; one that is bound is no seed any more. */
    @Override
    public final Optional<ProbeRefusal> probe(DaxDevice device, Task task) {
        if (device.size() == 0) {
            return Optional.of(new ProbeRefusal(ENXIO, device.name() + " has no memory"));
        }
        Optional<ProbeRefusal> refusal = take(device, task);
        if (refusal.isEmpty()) {
            allocation.bound(device);
        }
        return refusal;
    }

    /** Takes over a device that has memory; returns why not, if it did not. */
    abstract Optional<ProbeRefusal> take(DaxDevice device, Task task);
}
