package memplug.machine.dax;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import memplug.machine.device.Bus;
import memplug.machine.kernel.Fingerprint;
import memplug.machine.kernel.Kernel;
import memplug.machine.kernel.Task;
import memplug.machine.mm.HotplugParameters.MemmapOnMemory;
import memplug.machine.mm.Memory;
import memplug.machine.mm.MemoryHotplug;
import memplug.machine.phys.PhysicalRange;

/** The dax bus: regions, devices, and the drivers kmem and device_dax. As drivers/dax/bus.c. */
public final class Dax {
    private static final Comparator<String> BY_LENGTH_THEN_NAME =
            Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder());
    private static final Pattern DEVICE_NAME = Pattern.compile("dax(0|-?[1-9]\\d{0,9})\\.(0|-?[1-9]\\d{0,9})");

    private final Kernel kernel;
    private final Memory memory;
    private final Bus<DaxDevice> bus;
    private final NavigableMap<Integer, DaxRegion> regions = new TreeMap<>();
    private final KmemDriver kmem;
    private final DeviceDaxDriver deviceDax;
    private final DaxAllocation allocation;

    /**
     * A bus without regions.
     *
     * @param memory the machine's memory
     * @param hotplug what adds to it and removes from it
     */
    public Dax(Memory memory, MemoryHotplug hotplug) {
        this.kernel = memory.kernel();
        this.memory = memory;
        this.bus = new Bus<>("dax", kernel, BY_LENGTH_THEN_NAME);
        this.allocation = new DaxAllocation(kernel, bus);
        this.kmem = new KmemDriver(memory, hotplug, allocation);
        this.deviceDax = new DeviceDaxDriver(memory, allocation);
        bus.addDriver(deviceDax);
        bus.addDriver(kmem);
    }

    /**
     * {@return an independent bus in the same state}
     *
     * @param forMemory the memory of the copy
     * @param hotplug the hotplug of the copy
     */
    public Dax copy(Memory forMemory, MemoryHotplug hotplug) {
        Dax copy = new Dax(forMemory, hotplug);
        copy.regions.putAll(regions);
        copy.allocation.copyFrom(allocation);
        kmem.ids().forEach(copy.kmem::addId);
        deviceDax.ids().forEach(copy.deviceDax::addId);
        for (DaxDevice device : bus.devices().values()) {
            DaxDevice copied = device.copy();
            copy.bus.devices().put(copied.name(), copied);
            if (device.driver() != null) {
                copy.bus.restore(copied, device.driver() == kmem ? copy.kmem : copy.deviceDax);
            }
        }
        return copy;
    }

    /** {@return the bus} */
    public Bus<DaxDevice> bus() {
        return bus;
    }

    /** {@return the regions by number} */
    public NavigableMap<Integer, DaxRegion> regions() {
        return Collections.unmodifiableNavigableMap(regions);
    }

    /** {@return the driver that makes System RAM of devices} */
    public KmemDriver kmem() {
        return kmem;
    }

    /** {@return the driver that makes character devices} */
    public DeviceDaxDriver deviceDax() {
        return deviceDax;
    }

    /** {@return both drivers} */
    public List<DaxDriver> drivers() {
        return List.of(deviceDax, kmem);
    }

    /** {@return what creates, resizes and deletes devices} */
    public DaxAllocation allocation() {
        return allocation;
    }

    /**
     * {@return a device}
     *
     * @param name its name
     */
    public Optional<DaxDevice> device(String name) {
        return bus.device(name);
    }

    /**
     * {@return the devices of a region}
     *
     * @param region the region
     */
    public List<DaxDevice> devicesOf(DaxRegion region) {
        return allocation.devicesOf(region);
    }

    /**
     * Adds a region at boot.
     *
     * @param region the region
     */
    public void addRegion(DaxRegion region) {
        regions.put(region.id(), region);
    }

    /**
     * Adds a device at boot; it is bound to nothing.
     *
     * @param region its region
     * @param id its number
     * @param ranges its ranges, in the order of their page offset
     * @return the device
     */
    public DaxDevice addDevice(DaxRegion region, int id, List<PhysicalRange> ranges) {
        return allocation.addAtBoot(region, id, ranges);
    }

    /**
     * Binds a device at boot, as daxctl does: a driver that is not its by default has its name written to {@code new_id}
     * first.
     *
     * @param device the device
     * @param driver the driver
     */
    public void bindAtBoot(DaxDevice device, DaxDriver driver) {
        if (!driver.matches(device)) {
            driver.addId(device.name());
        }
        bus.bind(driver, device.name(), Task.PLAIN);
    }

    /**
     * Lets a driver have a device of this name whatever its region's default, and binds all devices that are the driver's
     * and unbound.
     *
     * @param driver the driver
     * @param deviceName the name, which need not exist
     * @param task for whom
     * @return false if that is no name of a dax device
     */
    public boolean newId(DaxDriver driver, String deviceName, Task task) {
        if (!isName(deviceName)) {
            return false;
        }
        driver.addId(deviceName);
        bus.attach(driver, task);
        return true;
    }

    /**
     * Takes back a {@link #newId}; unbinds nothing.
     *
     * @param driver the driver
     * @param deviceName the name, which need not have been given
     * @return false if that is no name of a dax device
     */
    public boolean removeId(DaxDriver driver, String deviceName) {
        if (!isName(deviceName)) {
            return false;
        }
        driver.removeId(deviceName);
        return true;
    }

    /** As drivers/dax/bus.c: do_id_store(): both numbers are read as ints, and have to print as they were written. */
    private static boolean isName(String text) {
        Matcher name = DEVICE_NAME.matcher(text);
        return name.matches() && isInt(name.group(1)) && isInt(name.group(2));
    }

    private static boolean isInt(String number) {
        return Long.parseLong(number) == (int) Long.parseLong(number);
    }

    /** How an attempt to move a device's memmap ended. */
    public enum MemmapOutcome {
        DONE,
        /** The machine does not allow memmaps on added memory at all. */
        UNSUPPORTED,
        /** The device's memory is in use. */
        BUSY
    }

    /**
     * Says whether a device's memmap goes onto its own memory the next time that it is plugged.
     *
     * @param device the device
     * @param on whether it does
     * @return how it ended
     */
    public MemmapOutcome setMemmapOnMemory(DaxDevice device, boolean on) {
        if (on && memory.parameters().memmapOnMemory() == MemmapOnMemory.NO) {
            return MemmapOutcome.UNSUPPORTED;
        }
        device.lock().lock();
        try {
            if (device.memmapOnMemory() != on && device.driver() == kmem) {
                return MemmapOutcome.BUSY;
            }
            device.setMemmapOnMemory(on);
            return MemmapOutcome.DONE;
        } finally {
            device.lock().unlock();
        }
    }

    /**
     * Adds all of the state to a fingerprint.
     *
     * @param writer what collects the state
     */
    public void fingerprint(Fingerprint.Writer writer) {
        writer.add(regions.values()).add(kmem.ids()).add(deviceDax.ids());
        allocation.fingerprint(writer);
        for (DaxDevice device : bus.devices().values()) {
            writer.add(device.name()).add(device.align()).add(device.memmapOnMemory() ? 1 : 0);
            device.ranges()
                    .forEach(range ->
                            writer.add(range.mapping()).add(range.range()).add(range.pageOffset()));
            writer.add(device.driver() == null ? "" : device.driver().name());
            KmemBinding binding = device.kmem();
            if (binding != null) {
                writer.add(binding.state()).add(binding.group());
                writer.add(binding.usable()).add(binding.reserved());
            }
        }
    }

    /**
     * {@return for each bound kmem device the ranges that it has claimed, by the device's name} What an audit compares
     * with the blocks that there are.
     */
    public NavigableMap<String, List<PhysicalRange>> claimed() {
        NavigableMap<String, List<PhysicalRange>> claimed = new TreeMap<>();
        for (DaxDevice device : bus.devices().values()) {
            KmemBinding binding = device.kmem();
            if (binding != null) {
                claimed.put(device.name(), new ArrayList<>(binding.reserved().values()));
            }
        }
        return claimed;
    }
}
