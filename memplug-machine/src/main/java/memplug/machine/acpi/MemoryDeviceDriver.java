package memplug.machine.acpi;

import java.util.EnumSet;
import memplug.machine.kernel.Kernel;
import memplug.machine.kernel.Task;
import memplug.machine.mm.AddRequest;
import memplug.machine.mm.AddRequest.Flag;
import memplug.machine.mm.AddRequest.OfGroup;
import memplug.machine.mm.Frames;
import memplug.machine.mm.Memory;
import memplug.machine.mm.MemoryBlock;
import memplug.machine.mm.MemoryHotplug;
import memplug.machine.mm.Outcome;
import memplug.machine.mm.Refusal;

/** Adds the memory of devices, and gives it up. As drivers/acpi/acpi_memhotplug.c. */
final class MemoryDeviceDriver {
    private final Memory memory;
    private final MemoryHotplug hotplug;
    private final Kernel kernel;

    MemoryDeviceDriver(Memory memory, MemoryHotplug hotplug) {
        this.memory = memory;
        this.hotplug = hotplug;
        this.kernel = memory.kernel();
    }

    /** Begins to use a DIMM. What cannot be added is logged and left alone; it is tried again at the next scan. */
    void attach(DimmSlot slot, Dimm dimm, Task task) {
        long pages = Math.ceilDiv(dimm.range().size(), Frames.PAGE_BYTES);
        // The node is possible, and there are pages, so there is a group.
        int group = hotplug.registerStaticGroup(dimm.node(), pages).orElseThrow();
        AddRequest request = new AddRequest(new OfGroup(group), dimm.range(), EnumSet.of(Flag.MEMMAP_ON_MEMORY));
        if (hotplug.add(request, task) instanceof Outcome.Refused(Refusal reason) && !isThere(reason)) {
            kernel.error("acpi %s: add_memory failed", slot.deviceName());
            kernel.error("acpi %s: acpi_memory_enable_device() error", slot.deviceName());
            hotplug.unregisterGroup(group);
            return;
        }
        slot.setAttachment(new Attachment(
                kernel.nextSerial(),
                group,
                memory.blocksIn(dimm.range()).stream().map(MemoryBlock::id).toList()));
    }

    /** Memory that is there already, from boot on, is as good as added. */
    private static boolean isThere(Refusal reason) {
        return reason instanceof Refusal.RangeClaimed || reason instanceof Refusal.BlockExists;
    }

    /** Ends the use of a DIMM, all blocks of which are offline. */
    void detach(DimmSlot slot, Attachment attachment, Task task) {
        slot.setAttachment(null);
        slot.dimm().ifPresent(dimm -> {
            // Only a kernel without hot-remove refuses, and keeps blocks and group for ever.
            hotplug.remove(dimm.range(), task);
            hotplug.unregisterGroup(attachment.group());
        });
    }
}
