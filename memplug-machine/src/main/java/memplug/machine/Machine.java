package memplug.machine;

import java.util.Optional;
import memplug.machine.acpi.MemoryDevices;
import memplug.machine.dax.Dax;
import memplug.machine.description.MachineDescription;
import memplug.machine.device.Autoprobe;
import memplug.machine.kernel.Fingerprint;
import memplug.machine.kernel.Kernel;
import memplug.machine.mm.Memory;
import memplug.machine.mm.MemoryHotplug;
import memplug.machine.virtio.VirtioMem;
import memplug.machine.workload.Workload;

/**
 * A machine whose memory can be plugged. It has no thread, clock or randomness of its own: the same description and the
 * same answers of its {@link memplug.machine.kernel.Choices} give the same run.
 *
 * <p>Safe for use by several threads: what changes memory takes the hotplug lock, reading takes none.
 */
public final class Machine {
    private final MachineDescription description;
    private final Kernel kernel;
    private final Autoprobe autoprobe;
    private final Memory memory;
    private final MemoryHotplug hotplug;
    private final MemoryDevices memoryDevices;
    private final Dax dax;
    private final VirtioMem virtioMem;
    private final Workload workload;

    private Machine(
            MachineDescription description,
            Kernel kernel,
            Autoprobe autoprobe,
            Memory memory,
            MemoryHotplug hotplug,
            MemoryDevices memoryDevices,
            Dax dax,
            VirtioMem virtioMem,
            Workload workload) {
        this.description = description;
        this.kernel = kernel;
        this.autoprobe = autoprobe;
        this.memory = memory;
        this.hotplug = hotplug;
        this.memoryDevices = memoryDevices;
        this.dax = dax;
        this.virtioMem = virtioMem;
        this.workload = workload;
    }

    /**
     * Boots a machine.
     *
     * @param description what it is
     * @return the machine, with its devices bound as described
     * @throws BootException if a process of it finds no memory, or a DIMM of its RAM is not whole blocks
     */
    public static Machine boot(MachineDescription description) {
        Boot boot = new Boot(description);
        Memory memory = boot.memory();
        MemoryHotplug hotplug = new MemoryHotplug(memory);
        // The firmware's namespace is scanned before drivers of other buses are there.
        MemoryDevices devices = boot.memoryDevices(memory, hotplug);
        Dax dax = boot.dax(memory, hotplug);
        VirtioMem virtioMem = boot.virtioMem(memory, hotplug);
        return new Machine(
                description,
                memory.kernel(),
                new Autoprobe(),
                memory,
                hotplug,
                devices,
                dax,
                virtioMem,
                boot.workload(memory));
    }

    /** {@return an independent machine in the same state, with the same choices and pace} */
    public Machine copy() {
        Kernel kernelCopy = kernel.copy();
        Memory memoryCopy = memory.copy(kernelCopy);
        MemoryHotplug hotplugCopy = new MemoryHotplug(memoryCopy);
        return new Machine(
                description,
                kernelCopy,
                autoprobe.copy(),
                memoryCopy,
                hotplugCopy,
                memoryDevices.copy(memoryCopy, hotplugCopy),
                dax.copy(memoryCopy, hotplugCopy),
                virtioMem.copy(memoryCopy, hotplugCopy),
                workload.copy(memoryCopy));
    }

    /** {@return what the machine was booted from} */
    public MachineDescription description() {
        return description;
    }

    /** {@return its kernel log, uevents, and who decides what is open} */
    public Kernel kernel() {
        return kernel;
    }

    /** {@return on which of its busses devices and drivers find each other by themselves} */
    public Autoprobe autoprobe() {
        return autoprobe;
    }

    /** {@return its memory} */
    public Memory memory() {
        return memory;
    }

    /** {@return what adds, onlines, offlines and removes memory} */
    public MemoryHotplug hotplug() {
        return hotplug;
    }

    /** {@return its ACPI memory devices: the slots, and the DIMMs in them} */
    public MemoryDevices memoryDevices() {
        return memoryDevices;
    }

    /** {@return its dax regions, devices and drivers} */
    public Dax dax() {
        return dax;
    }

    /** {@return its virtio-mem devices, and the hypervisor behind them} */
    public VirtioMem virtioMem() {
        return virtioMem;
    }

    /** {@return its processes} */
    public Workload workload() {
        return workload;
    }

    /**
     * {@return the node that memory at an address becomes part of when nobody says which, as for the {@code probe} file}
     *
     * @param address the physical address
     */
    public int nodeOf(long address) {
        return new BootRam(description).nodeOf(address);
    }

    /** {@return a digest of all of its state, but not of what was logged: equal exactly when states are} */
    public Fingerprint fingerprint() {
        Fingerprint.Writer writer = new Fingerprint.Writer();
        kernel.faults().fingerprint(writer);
        autoprobe.fingerprint(writer);
        memory.fingerprint(writer);
        memoryDevices.fingerprint(writer);
        dax.fingerprint(writer);
        virtioMem.fingerprint(writer);
        workload.fingerprint(writer);
        return writer.finish();
    }

    /**
     * Checks the invariants. Call it when no operation is under way.
     *
     * @return the first that is broken, with what breaks it
     */
    public Optional<String> audit() {
        return new Audit(this).firstBroken();
    }
}
