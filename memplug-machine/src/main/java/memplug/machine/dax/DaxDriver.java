package memplug.machine.dax;

import java.util.Collections;
import java.util.NavigableSet;
import java.util.concurrent.ConcurrentSkipListSet;
import memplug.machine.device.Driver;

/**
 * What kmem and device_dax have in common: a device is theirs by its region's default, or because its name was written to
 * {@code new_id}. As drivers/dax/bus.c: dax_bus_match().
 */
public abstract sealed class DaxDriver implements Driver<DaxDevice> permits KmemDriver, DeviceDaxDriver {
    private final NavigableSet<String> ids = new ConcurrentSkipListSet<>();

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
        return ids.contains(device.name()) || device.region().kind().defaultDriver().equals(name());
    }
}
