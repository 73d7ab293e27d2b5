package memplug.machine.acpi;

import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import memplug.machine.acpi.Answer.NoSuchDimm;
import memplug.machine.acpi.Answer.NotEjectable;
import memplug.machine.acpi.Answer.NothingDone;
import memplug.machine.acpi.Answer.Told;
import memplug.machine.acpi.Handled.Kind;
import memplug.machine.kernel.Fingerprint;
import memplug.machine.kernel.HotplugLock;
import memplug.machine.kernel.Kernel;
import memplug.machine.kernel.Task;
import memplug.machine.mm.BlockId;
import memplug.machine.mm.Memory;
import memplug.machine.mm.MemoryHotplug;
import org.jspecify.annotations.Nullable;

/**
 * The memory devices of a machine, and the DIMMs that come and go. A DIMM is plugged and its ejection asked for by a
 * hypervisor, or by hand; the kernel's worker deals with it before the call returns. Safe for use by several threads, by
 * the hotplug lock.
 */
public final class MemoryDevices {
    private final Memory memory;
    private final Kernel kernel;
    private final Firmware firmware;
    private final NavigableMap<Integer, DimmSlot> slots = new TreeMap<>();
    private final MemoryDeviceDriver driver;
    private final HotRemoval removal;
    private final Placement placement;
    private volatile boolean hotplugEnabled = true;
    private volatile @Nullable Handled last;

    /**
     * What the firmware has, and how the kernel was told to take it.
     *
     * @param slots how many slots there are
     * @param demandOffline whether an eject waits for somebody else to take the memory offline
     * @param attaches whether the kernel uses memory devices at all: not if booted with {@code acpi_no_memhotplug}
     */
    public record Firmware(int slots, boolean demandOffline, boolean attaches) {}

    /**
     * Devices without DIMMs.
     *
     * @param memory the memory they add to
     * @param hotplug what adds and removes it
     * @param firmware what there is
     */
    public MemoryDevices(Memory memory, MemoryHotplug hotplug, Firmware firmware) {
        this.memory = memory;
        this.kernel = memory.kernel();
        this.firmware = firmware;
        IntStream.range(0, firmware.slots()).forEach(number -> slots.put(number, new DimmSlot(number)));
        this.driver = new MemoryDeviceDriver(memory, hotplug);
        this.removal = new HotRemoval(memory, hotplug, driver, firmware.demandOffline());
        this.placement = new Placement(memory, slots.values());
    }

    /**
     * {@return independent devices in the same state}
     *
     * @param memoryCopy the memory of the copy
     * @param hotplugCopy the hotplug of the copy
     */
    public MemoryDevices copy(Memory memoryCopy, MemoryHotplug hotplugCopy) {
        MemoryDevices copy = new MemoryDevices(memoryCopy, hotplugCopy, firmware);
        slots.forEach((number, slot) -> copy.slots.put(number, slot.copy()));
        copy.hotplugEnabled = hotplugEnabled;
        copy.last = last;
        return copy;
    }

    /**
     * Puts the DIMMs in that are there at boot, and lets the kernel find them.
     *
     * @param dimms the DIMMs, by slot
     */
    public void boot(NavigableMap<Integer, Dimm> dimms) {
        try (var _ = kernel.lock().hold(Task.PLAIN)) {
            dimms.forEach((slot, dimm) -> slot(slot).orElseThrow().setDimm(dimm));
            scan(Task.WORKER);
        }
    }

    /** {@return the slots, by number} */
    public NavigableMap<Integer, DimmSlot> slots() {
        return Collections.unmodifiableNavigableMap(slots);
    }

    /**
     * {@return a slot}
     *
     * @param number its number
     */
    public Optional<DimmSlot> slot(int number) {
        return Optional.ofNullable(slots.get(number));
    }

    /**
     * {@return the device whose memory a block is}
     *
     * @param block the block
     */
    public Optional<DimmSlot> ownerOf(BlockId block) {
        return slots.values().stream()
                .filter(slot -> slot.attachment()
                        .filter(attachment -> attachment.holds(block))
                        .isPresent())
                .findFirst();
    }

    /**
     * {@return whether a DIMM can belong to a node}
     *
     * @param node the number of the node
     */
    public boolean isPossibleNode(int node) {
        return memory.nodes().containsKey(node);
    }

    /** {@return whether the kernel uses memory devices at all} */
    public boolean attaches() {
        return firmware.attaches();
    }

    /** {@return whether the hotplug profile lets devices be ejected} */
    public boolean isHotplugEnabled() {
        return hotplugEnabled;
    }

    /**
     * Lets devices be ejected, or not.
     *
     * @param enabled whether they can be
     */
    public void setHotplugEnabled(boolean enabled) {
        hotplugEnabled = enabled;
    }

    /** {@return the last request, and what became of it} */
    public Optional<Handled> last() {
        return Optional.ofNullable(last);
    }

    /**
     * Plugs a DIMM, and notifies the kernel, which adds its memory and takes it online as {@code auto_online_blocks} says.
     *
     * @param insertion the DIMM, and where it goes
     * @param task for whom
     * @return what the kernel told the firmware; success also means that it has looked at the device and cannot use it
     */
    public Answer insert(Insertion insertion, Task task) {
        try (var _ = kernel.lock().hold(task)) {
            Answer answer = switch (placement.of(insertion)) {
                case Placement.At(DimmSlot slot, Dimm dimm) -> plug(slot, dimm, task);
                case Placement.Nowhere(Answer.Reason reason) -> new NothingDone(reason);
            };
            return handled(Kind.INSERT, insertion.name(), answer);
        }
    }

    private Answer plug(DimmSlot slot, Dimm dimm, Task task) {
        slot.setDimm(dimm);
        scan(Task.worker(task));
        kernel.uevent("online", "/devices/system/container/PNP0A06:04", "container");
        return new Told(OstStatus.SUCCESS);
    }

    /** As acpi_scan_device_check(): all devices of the container are looked at, also those that could not be used before. */
    private void scan(Task worker) {
        if (firmware.attaches()) {
            for (DimmSlot slot : List.copyOf(slots.values())) {
                if (slot.attachment().isEmpty()) {
                    slot.dimm().ifPresent(dimm -> driver.attach(slot, dimm, worker));
                }
            }
        }
    }

    /**
     * Lets the firmware ask the kernel to eject a DIMM.
     *
     * @param name the DIMM's name
     * @param task for whom; a page that is pinned is tried again as long as it says so
     * @return what the kernel told the firmware, or that there is no such DIMM
     */
    public Answer requestEject(String name, Task task) {
        try (var _ = kernel.lock().hold(task)) {
            Answer answer = placement
                    .holderOf(name)
                    .<Answer>map(slot -> new Told(request(slot, task)))
                    .orElseGet(() -> new NothingDone(new NoSuchDimm(name)));
            return handled(Kind.REQUEST_EJECT, name, answer);
        }
    }

    /**
     * Ejects a device, as a write of {@code 1} to its {@code eject} file does. A device that cannot be asked is refused at
     * once; how the eject itself ends, the writer is not told.
     *
     * @param slot the number of the device's slot
     * @param task for whom; a page that is pinned is tried again as long as it says so
     * @return what the kernel told the firmware, or that it does not take the eject
     */
    public Answer eject(int slot, Task task) {
        try (var _ = kernel.lock().hold(task)) {
            Optional<DimmSlot> device = slot(slot)
                    .filter(each -> hotplugEnabled && each.attachment().isPresent());
            // As drivers/acpi/device_sysfs.c: eject_store(): nothing is scheduled, and no _OST evaluated.
            return device.<Answer>map(each -> handled(Kind.EJECT, each.deviceName(), new Told(request(each, task))))
                    .orElseGet(() -> new NothingDone(new NotEjectable(slot)));
        }
    }

    private OstStatus request(DimmSlot slot, Task task) {
        Task worker = Task.worker(task);
        try (HotplugLock.Held _ = kernel.lock().hold(worker)) {
            if (slot.attachment().isPresent() && !hotplugEnabled) {
                kernel.error("acpi %s: Eject disabled", slot.deviceName());
                return OstStatus.EJECT_NOT_SUPPORTED;
            }
            return removal.remove(slot, worker);
        }
    }

    private Answer handled(Kind kind, String of, Answer answer) {
        last = new Handled(kind, of, answer);
        return answer;
    }

    /**
     * Adds all of the state to a fingerprint.
     *
     * @param writer what collects the state
     */
    public void fingerprint(Fingerprint.Writer writer) {
        for (DimmSlot slot : slots.values()) {
            writer.add(slot.number()).add(slot.dimm());
            writer.add(slot.attachment().map(Attachment::group));
            writer.add(slot.attachment().map(Attachment::blocks));
        }
        writer.add(hotplugEnabled ? 1 : 0);
    }
}
