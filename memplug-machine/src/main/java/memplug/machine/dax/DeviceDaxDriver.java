package memplug.machine.dax;

import java.util.Optional;
import memplug.machine.kernel.Kernel;
import memplug.machine.kernel.Task;
import memplug.machine.mm.KernelMapping;
import memplug.machine.mm.Memory;
import memplug.machine.phys.PhysicalRange;
import memplug.machine.phys.Resource;
import memplug.machine.phys.ResourceTree;

/** Makes a character device of a dax device. As drivers/dax/device.c, as far as it shows outside the device itself. */
public final class DeviceDaxDriver extends DaxDriver {
    private static final int ENOMEM = -12;
    private static final int EBUSY = -16;

    private final Kernel kernel;
    private final ResourceTree resources;
    private final KernelMapping mapping;

    DeviceDaxDriver(Memory memory, DaxAllocation allocation) {
        super(allocation);
        this.kernel = memory.kernel();
        this.resources = memory.resources();
        this.mapping = memory.mapping();
    }

    @Override
    public String name() {
        return "device_dax";
    }

    @Override
    Optional<ProbeRefusal> take(DaxDevice device, Task task) {
        try (var _ = kernel.lock().hold(task)) {
            for (int i = 0; i < device.ranges().size(); i++) {
                PhysicalRange range = device.ranges().get(i).range();
                if (resources
                        .request(new Resource(range, device.name(), Resource.Kind.BUSY))
                        .isPresent()) {
                    kernel.warn("device_dax %s: mapping%d: %s could not reserve range", device.name(), i, range);
                    device.ranges().subList(0, i).forEach(done -> release(device, done));
                    return Optional.of(new ProbeRefusal(EBUSY, range + " is claimed by someone else"));
                }
                if (!mapping.map(range, device.region().numaNode())) {
                    device.ranges().subList(0, i + 1).forEach(done -> release(device, done));
                    return Optional.of(new ProbeRefusal(ENOMEM, "there is no memory for the page tables of " + range));
                }
            }
            return Optional.empty();
        }
    }

    @Override
    public void remove(DaxDevice device, Task task) {
        try (var _ = kernel.lock().hold(task)) {
            device.ranges().forEach(range -> release(device, range));
        }
    }

    private void release(DaxDevice device, DaxRange range) {
        // A range that came while the device was bound was never claimed.
        if (resources.release(range.range(), device.name())) {
            mapping.unmap(range.range());
        }
    }
}
