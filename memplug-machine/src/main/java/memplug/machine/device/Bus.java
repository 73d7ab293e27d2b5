package memplug.machine.device;

import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import memplug.machine.device.Driver.ProbeRefusal;
import memplug.machine.kernel.Kernel;
import memplug.machine.kernel.Task;

/**
 * A bus: devices, drivers, and which is bound to which. As drivers/base/{bus,dd}.c.
 *
 * @param <D> its devices
 */
public final class Bus<D extends Device> {
    private static final int ENODEV = -19;
    private static final int ENXIO = -6;

    private final String name;
    private final Kernel kernel;
    private final NavigableMap<String, D> devices;
    private final Map<String, Driver<D>> drivers = new LinkedHashMap<>();

    /**
     * An empty bus.
     *
     * @param name its name
     * @param kernel the kernel
     * @param order the order of its devices' names
     */
    public Bus(String name, Kernel kernel, Comparator<String> order) {
        this.name = name;
        this.kernel = kernel;
        this.devices = new ConcurrentSkipListMap<>(order);
    }

    /** How an attempt to bind or unbind ended. */
    public sealed interface Outcome {
        /** It was done. */
        record Done() implements Outcome {}

        /** There is no such device, or it is none for this driver, or it is not bound to it. */
        record NoSuchDevice(String name) implements Outcome {}

        /** The device is bound already. */
        record AlreadyBound(String name, String driver) implements Outcome {}

        /** The driver did not take it. */
        record Rejected(ProbeRefusal refusal) implements Outcome {}
    }

    /** {@return its name} */
    public String name() {
        return name;
    }

    /** {@return its devices by name} */
    public NavigableMap<String, D> devices() {
        return devices;
    }

    /** {@return its drivers by name, in the order in which they are tried} */
    public Map<String, Driver<D>> drivers() {
        return Collections.unmodifiableMap(drivers);
    }

    /**
     * Adds a driver.
     *
     * @param driver the driver
     */
    public void addDriver(Driver<D> driver) {
        drivers.put(driver.name(), driver);
    }

    /**
     * {@return a device}
     *
     * @param deviceName its name
     */
    public Optional<D> device(String deviceName) {
        return Optional.ofNullable(devices.get(deviceName));
    }

    /**
     * Binds a device to a driver, as a write to the driver's {@code bind} does.
     *
     * @param driver the driver
     * @param deviceName the device's name
     * @param task for whom
     * @return how it ended
     */
    public Outcome bind(Driver<D> driver, String deviceName, Task task) {
        Optional<D> device = device(deviceName).filter(driver::matches);
        return device.isEmpty() ? new Outcome.NoSuchDevice(deviceName) : bind(driver, device.get(), task);
    }

    private Outcome bind(Driver<D> driver, D device, Task task) {
        device.lock().lock();
        try {
            Driver<?> current = device.driver();
            if (current != null) {
                return new Outcome.AlreadyBound(device.name(), current.name());
            }
            Optional<ProbeRefusal> refusal = driver.probe(device, task);
            if (refusal.isPresent()) {
                logFailure(driver, device, refusal.get());
                return new Outcome.Rejected(refusal.get());
            }
            device.setDriver(driver);
            tell("bind", device);
            return new Outcome.Done();
        } finally {
            device.lock().unlock();
        }
    }

    private void logFailure(Driver<D> driver, D device, ProbeRefusal refusal) {
        if (refusal.errorNumber() != ENODEV && refusal.errorNumber() != ENXIO) {
            kernel.error(
                    "%s %s: probe with driver %s failed with error %d",
                    driver.name(), device.name(), driver.name(), refusal.errorNumber());
        }
    }

    /**
     * Unbinds a device from a driver, as a write to the driver's {@code unbind} does.
     *
     * @param driver the driver
     * @param deviceName the device's name
     * @param task for whom
     * @return done, or that the device is not bound to that driver
     */
    public Outcome unbind(Driver<D> driver, String deviceName, Task task) {
        Optional<D> device = device(deviceName);
        if (device.isEmpty()) {
            return new Outcome.NoSuchDevice(deviceName);
        }
        device.get().lock().lock();
        try {
            if (!driver.equals(device.get().driver())) {
                return new Outcome.NoSuchDevice(deviceName);
            }
            unbind(device.get(), driver, task);
            return new Outcome.Done();
        } finally {
            device.get().lock().unlock();
        }
    }

    private void unbind(D device, Driver<D> driver, Task task) {
        driver.remove(device, task);
        device.setDriver(null);
        tell("unbind", device);
    }

    /**
     * Binds all devices that a driver matches and that are not bound.
     *
     * @param driver the driver
     * @param task for whom
     */
    public void attach(Driver<D> driver, Task task) {
        devices.values().stream()
                .filter(device -> device.driver() == null && driver.matches(device))
                .forEach(device -> bind(driver, device, task));
    }

    /**
     * Sends a uevent of a device.
     *
     * @param action what happened
     * @param device the device
     */
    public void tell(String action, D device) {
        kernel.uevent(action, device.path(), name, device.environment());
    }

    /**
     * Marks a device as bound in a copy of the bus, without probing it again.
     *
     * @param device the copied device
     * @param driver the copied driver
     */
    public void restore(D device, Driver<D> driver) {
        device.setDriver(driver);
    }
}
