package memplug.machine.virtio;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import memplug.machine.device.Bus;
import memplug.machine.kernel.Fingerprint;
import memplug.machine.kernel.Kernel;
import memplug.machine.kernel.Task;
import memplug.machine.mm.Memory;
import memplug.machine.mm.MemoryHotplug;

/** The virtio bus with its virtio-mem devices and their driver, and the hypervisor that wants more or less of them. */
public final class VirtioMem {
    private static final Comparator<String> BY_LENGTH_THEN_NAME =
            Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder());

    private final Kernel kernel;
    private final Bus<VirtioMemDevice> bus;
    private final VirtioMemDriver driver;
    private final VirtioMemParameters parameters;

    /**
     * A bus without devices. It has the driver only if memory can be removed, as Linux can be built with it only then.
     *
     * @param memory the machine's memory
     * @param hotplug what adds to it and removes from it
     * @param parameters the driver's
     */
    public VirtioMem(Memory memory, MemoryHotplug hotplug, VirtioMemParameters parameters) {
        this.kernel = memory.kernel();
        this.bus = new Bus<>("virtio", kernel, BY_LENGTH_THEN_NAME);
        this.parameters = parameters;
        this.driver = new VirtioMemDriver(memory, hotplug, parameters);
        if (memory.canRemove()) {
            bus.addDriver(driver);
        }
    }

    /**
     * {@return an independent bus in the same state}
     *
     * @param memory the memory of the copy
     * @param hotplug the hotplug of the copy
     */
    public VirtioMem copy(Memory memory, MemoryHotplug hotplug) {
        VirtioMem copy = new VirtioMem(memory, hotplug, parameters.copy());
        for (VirtioMemDevice device : devices()) {
            VirtioMemDevice copied = device.copy();
            copy.bus.devices().put(copied.name(), copied);
            Binding.of(device).ifPresent(binding -> {
                copied.setBinding(binding.copy(copied, copy.parameters, memory, hotplug));
                copy.bus.restore(copied, copy.driver);
            });
        }
        return copy;
    }

    /** {@return the bus} */
    public Bus<VirtioMemDevice> bus() {
        return bus;
    }

    /** {@return the driver} */
    public VirtioMemDriver driver() {
        return driver;
    }

    /** {@return the driver's parameters} */
    public VirtioMemParameters parameters() {
        return parameters;
    }

    /** {@return the devices, by the kernel's names} */
    public Collection<VirtioMemDevice> devices() {
        return bus.devices().values();
    }

    /**
     * {@return a device}
     *
     * @param id what the hypervisor calls it
     */
    public Optional<VirtioMemDevice> device(String id) {
        return devices().stream().filter(each -> each.id().equals(id)).findFirst();
    }

    /**
     * Adds a device at boot, and binds it.
     *
     * @param device the device
     */
    public void addAtBoot(VirtioMemDevice device) {
        bus.devices().put(device.name(), device);
        bus.drivers().values().forEach(each -> bus.bind(each, device.name(), Task.PLAIN));
    }

    /** How a request to the hypervisor ended. */
    public enum Requested {
        /** It wants that much now. */
        DONE,
        /** The size is below 0, or no multiple of the device's block size. */
        MISALIGNED,
        /** The device's region is smaller. */
        TOO_LARGE
    }

    /**
     * {@return whether the hypervisor would take a request}
     *
     * @param device the device
     * @param bytes the size
     */
    public Requested allows(VirtioMemDevice device, long bytes) {
        if (bytes < 0 || bytes % device.blockSize() != 0) {
            return Requested.MISALIGNED;
        }
        return bytes > device.region().size() ? Requested.TOO_LARGE : Requested.DONE;
    }

    /**
     * Lets the hypervisor want a certain size to be plugged, as QEMU's {@code requested-size} property does. The driver,
     * if the device has one, has done what it can when this returns; how much that is, {@link
     * VirtioMemDevice#pluggedSize} tells. What it could not do it tries again when time passes, or when memory goes
     * online or offline.
     *
     * @param device the device
     * @param bytes the size
     * @return whether the hypervisor took it
     */
    public Requested request(VirtioMemDevice device, long bytes) {
        Requested allowed = allows(device, bytes);
        if (allowed == Requested.DONE) {
            // Before the lock: a driver that is at work notices, and begins again.
            device.request(bytes);
            try (var _ = kernel.lock().hold(Task.PLAIN)) {
                Binding.of(device).ifPresent(Binding::configurationChanged);
            }
        }
        return allowed;
    }

    /**
     * Lets time pass on the machine's clock, which otherwise stands still; drivers whose time has come try again.
     *
     * @param milliseconds how much, 0 or more
     */
    public void letTimePass(long milliseconds) {
        long end = kernel.milliseconds() + milliseconds;
        boolean isMore = true;
        while (isMore) {
            try (var _ = kernel.lock().hold(Task.PLAIN)) {
                isMore = retryNext(end);
            }
        }
        kernel.setMilliseconds(end);
    }

    private boolean retryNext(long end) {
        Optional<Binding> next = devices().stream()
                .flatMap(device -> Binding.of(device).stream())
                .filter(binding -> binding.retryAt().orElse(Long.MAX_VALUE) <= end)
                .min(Comparator.comparingLong(binding -> binding.retryAt().orElseThrow()));
        next.ifPresent(binding -> {
            kernel.setMilliseconds(binding.retryAt().orElseThrow());
            binding.timeToRetry();
        });
        return next.isPresent();
    }

    /**
     * Adds all of the state to a fingerprint.
     *
     * @param writer what collects the state
     */
    public void fingerprint(Fingerprint.Writer writer) {
        writer.add(parameters.unplugOnline() ? 1 : 0);
        for (VirtioMemDevice device : devices()) {
            device.fingerprint(writer);
            Binding.of(device).ifPresent(binding -> binding.fingerprint(writer));
        }
    }

    /** {@return what of the driver's state is not what memory shows, if anything} What an audit asks. */
    public Optional<String> contradiction() {
        return devices().stream()
                .flatMap(device -> Binding.of(device).stream())
                .flatMap(binding -> binding.contradiction().stream())
                .findFirst();
    }
}
