package memplug.machine.virtio;

import java.util.Optional;
import memplug.machine.device.Driver;
import memplug.machine.kernel.Fault;
import memplug.machine.kernel.Kernel;
import memplug.machine.kernel.Task;
import memplug.machine.mm.Frames;
import memplug.machine.mm.Memory;
import memplug.machine.mm.MemoryHotplug;
import memplug.machine.phys.PhysicalRange;
import memplug.machine.phys.Resource;

/** Makes System RAM of what the hypervisor plugs. As drivers/virtio/virtio_mem.c. */
public final class VirtioMemDriver implements Driver<VirtioMemDevice> {
    private static final int EBUSY = -16;
    private static final int EINVAL = -22;

    private final Kernel kernel;
    private final Memory memory;
    private final MemoryHotplug hotplug;
    private final VirtioMemParameters parameters;

    VirtioMemDriver(Memory memory, MemoryHotplug hotplug, VirtioMemParameters parameters) {
        this.kernel = memory.kernel();
        this.memory = memory;
        this.hotplug = hotplug;
        this.parameters = parameters;
    }

    @Override
    public String name() {
        return "virtio_mem";
    }

    @Override
    public boolean matches(VirtioMemDevice device) {
        return true;
    }

    @Override
    public Optional<ProbeRefusal> probe(VirtioMemDevice device, Task task) {
        Pieces pieces = Pieces.of(device, parameters, memory.blockSize());
        tell(device, pieces);
        try (var _ = kernel.lock().hold(task)) {
            if (!claim(device)) {
                warn(device, "could not reserve device region");
                info(device, "reloading the driver is not supported");
                return Optional.of(new ProbeRefusal(EBUSY, device.region() + " is claimed by someone else"));
            }
            Optional<Integer> group = hotplug.registerDynamicGroup(device.node(), pieces.unit() / Frames.PAGE_BYTES);
            if (group.isEmpty()) {
                release(device);
                return Optional.of(new ProbeRefusal(EINVAL, "node " + device.node() + " is not possible"));
            }
            if (device.pluggedSize() > 0) {
                info(device, "unplugging all memory is required");
            }
            Binding binding = new Binding(device, parameters, pieces, group.get(), memory, hotplug);
            device.setBinding(binding);
            device.setChanged(true);
            binding.configurationChanged();
            return Optional.empty();
        }
    }

    private void tell(VirtioMemDevice device, Pieces pieces) {
        PhysicalRange region = device.region();
        long block = memory.blockSize().bytes();
        info(device, "start address: 0x%x".formatted(region.start()));
        info(device, "region size: 0x%x".formatted(region.size()));
        info(device, "device block size: 0x%x".formatted(device.blockSize()));
        info(device, "nid: " + device.node());
        if (region.start() % block != 0) {
            warn(device, "The alignment of the physical start address can make some memory unusable.");
        }
        if (region.end() % block != 0) {
            warn(device, "The alignment of the physical end address can make some memory unusable.");
        }
        pieces.warning().ifPresent(warning -> warn(device, warning));
        info(device, "memory block size: 0x%x".formatted(block));
        info(device, pieces.line());
    }

    private boolean claim(VirtioMemDevice device) {
        return !kernel.happens(Fault.Kind.RESERVATION_CONFLICT, device.region().start())
                && memory.resources()
                        .request(new Resource(device.region(), device.name(), Resource.Kind.CONTAINER))
                        .isEmpty();
    }

    private void release(VirtioMemDevice device) {
        memory.resources().release(device.region(), device.name());
    }

    @Override
    public void remove(VirtioMemDevice device, Task task) {
        try (var _ = kernel.lock().hold(task)) {
            Binding binding = Binding.of(device)
                    .orElseThrow(() -> new IllegalStateException(device.name() + " is not bound to virtio_mem"));
            binding.end();
            if (memory.resources().systemRamIn(device.region()) > 0) {
                warn(device, "device still has system memory added");
            } else {
                release(device);
                hotplug.unregisterGroup(binding.group());
            }
            device.setBinding(null);
        }
    }

    private void info(VirtioMemDevice device, String text) {
        kernel.info("virtio_mem %s: %s", device.name(), text);
    }

    private void warn(VirtioMemDevice device, String text) {
        kernel.warn("virtio_mem %s: %s", device.name(), text);
    }
}
