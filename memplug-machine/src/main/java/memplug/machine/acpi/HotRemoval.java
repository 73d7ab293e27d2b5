package memplug.machine.acpi;

import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import memplug.machine.kernel.Fault;
import memplug.machine.kernel.Kernel;
import memplug.machine.kernel.Task;
import memplug.machine.mm.BlockId;
import memplug.machine.mm.BlockState;
import memplug.machine.mm.Memory;
import memplug.machine.mm.MemoryBlock;
import memplug.machine.mm.MemoryHotplug;
import memplug.machine.mm.Outcome;

/** Takes a device offline and away, at the firmware's wish or user space's. As drivers/acpi/scan.c: acpi_scan_hot_remove(). */
final class HotRemoval {
    private final Memory memory;
    private final MemoryHotplug hotplug;
    private final Kernel kernel;
    private final MemoryDeviceDriver driver;
    private final boolean demandOffline;

    HotRemoval(Memory memory, MemoryHotplug hotplug, MemoryDeviceDriver driver, boolean demandOffline) {
        this.memory = memory;
        this.hotplug = hotplug;
        this.kernel = memory.kernel();
        this.driver = driver;
        this.demandOffline = demandOffline;
    }

    /** Removes a device wholly, or puts back what it has taken offline. */
    OstStatus remove(DimmSlot slot, Task task) {
        List<MemoryBlock> blocks = slot.attachment().stream()
                .flatMap(attachment -> attachment.blocks().stream())
                .flatMap(id -> memory.block(id).stream())
                .toList();
        boolean isOffline = demandOffline ? isOffline(blocks) : takeOffline(blocks, task);
        if (!isOffline) {
            return OstStatus.DEVICE_BUSY;
        }
        slot.attachment().ifPresent(attachment -> driver.detach(slot, attachment, task));
        return eject(slot);
    }

    /** As acpi_scan_is_offline(): whoever is to take the memory offline is told of the first block that is not. */
    private boolean isOffline(List<MemoryBlock> blocks) {
        Optional<MemoryBlock> online = blocks.stream()
                .filter(block -> block.state() != BlockState.OFFLINE)
                .findFirst();
        online.ifPresent(
                block -> kernel.uevent("change", "/devices/system/memory/" + block.id(), "memory", "EVENT=offline"));
        return online.isEmpty();
    }

    /**
     * As acpi_scan_try_to_offline(): a block that is refused may hold what describes another one, so all are tried before
     * any is tried again. What then is refused ends it, and what went offline goes online again, as its zone is now, and
     * not as it was.
     */
    private boolean takeOffline(List<MemoryBlock> blocks, Task task) {
        NavigableSet<BlockId> offlined = new TreeSet<>();
        Optional<MemoryBlock> refused = pass(blocks, offlined, task, false);
        if (refused.isPresent()) {
            refused = pass(blocks, offlined, task, true);
        }
        refused.ifPresent(block -> {
            kernel.warn("memory %s: Offline failed.", block.id());
            blocks.stream().filter(each -> offlined.contains(each.id())).forEach(each -> hotplug.online(each, task));
        });
        return refused.isEmpty();
    }

    /** Takes all blocks offline that have not been; returns one that was refused, in the second pass the first. */
    private Optional<MemoryBlock> pass(
            List<MemoryBlock> blocks, NavigableSet<BlockId> offlined, Task task, boolean stopAtRefusal) {
        Optional<MemoryBlock> refused = Optional.empty();
        for (MemoryBlock block : blocks) {
            switch (offlined.contains(block.id()) ? Outcome.alreadySo() : hotplug.offline(block, task)) {
                case Outcome.Done _ -> offlined.add(block.id());
                case Outcome.AlreadySo _ -> {}
                case Outcome.Refused _ -> refused = Optional.of(block);
            }
            if (stopAtRefusal && refused.isPresent()) {
                return refused;
            }
        }
        return refused;
    }

    /** The firmware's part: {@code _EJ0}, and whether it says that the DIMM has gone. */
    private OstStatus eject(DimmSlot slot) {
        long address = slot.dimm().map(dimm -> dimm.range().start()).orElse(0L);
        if (kernel.happens(Fault.Kind.EJECT_FAILURE, address)) {
            kernel.warn("ACPI: %s: Eject failed (0x1)", slot.path());
            return OstStatus.NON_SPECIFIC_FAILURE;
        }
        if (kernel.happens(Fault.Kind.EJECT_INCOMPLETE, address)) {
            kernel.warn("ACPI: %s: Eject incomplete - status 0x%x", slot.path(), slot.status());
        } else {
            slot.setDimm(null);
        }
        return OstStatus.SUCCESS;
    }
}
