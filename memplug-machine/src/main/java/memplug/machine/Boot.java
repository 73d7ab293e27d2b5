package memplug.machine;

import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import memplug.machine.acpi.Dimm;
import memplug.machine.acpi.MemoryDevices;
import memplug.machine.dax.Dax;
import memplug.machine.dax.DaxDevice;
import memplug.machine.dax.DaxRegion;
import memplug.machine.description.MachineDescription;
import memplug.machine.description.MachineDescription.BootDriver;
import memplug.machine.description.MachineDescription.FirmwareRange;
import memplug.machine.description.MachineDescription.Region;
import memplug.machine.description.MachineDescription.Reservation;
import memplug.machine.kernel.Kernel;
import memplug.machine.mm.BlockSize;
import memplug.machine.mm.BootMemory;
import memplug.machine.mm.Distances;
import memplug.machine.mm.FrameUse;
import memplug.machine.mm.Frames;
import memplug.machine.mm.HotplugParameters;
import memplug.machine.mm.HotplugParameters.MemmapOnMemory;
import memplug.machine.mm.HotplugParameters.OnlinePolicy;
import memplug.machine.mm.KernelBuild;
import memplug.machine.mm.KernelCore;
import memplug.machine.mm.Memory;
import memplug.machine.mm.MemoryHotplug;
import memplug.machine.mm.OnlineType;
import memplug.machine.phys.ByteSize;
import memplug.machine.phys.PhysicalRange;
import memplug.machine.phys.Resource;
import memplug.machine.virtio.VirtioMem;
import memplug.machine.virtio.VirtioMemDevice;
import memplug.machine.virtio.VirtioMemParameters;
import memplug.machine.workload.PageKind;
import memplug.machine.workload.Policy;
import memplug.machine.workload.ProcessRequest;
import memplug.machine.workload.Workload;
import memplug.machine.workload.WorkloadOutcome;

/** Turns a description into memory and devices. */
final class Boot {
    private final MachineDescription description;
    private final BootRam ram;

    Boot(MachineDescription description) {
        this.description = description;
        this.ram = new BootRam(description);
    }

    Memory memory() {
        Memory memory = new Memory(new Kernel(), blockSize(), build(), distances(), parameters());
        memory.kernel().info("Linux version 6.12.0-memplug");
        memory.kernel().info("Command line: %s", description.kernel().commandLine());
        memory.kernel()
                .info("x86/mm: Memory block size: %dMB", memory.blockSize().bytes() >> 20);
        claimResources(memory);
        fill(memory);
        return memory;
    }

    private BlockSize blockSize() {
        return description.blockSize().isPresent()
                ? new BlockSize(description.blockSize().getAsLong())
                : BlockSize.derive(ram.end(), ram.bytes(), description.virtual());
    }

    private Distances distances() {
        List<Integer> ids =
                description.nodes().stream().map(MachineDescription.Node::id).toList();
        return new Distances(ids, description.distances());
    }

    private KernelBuild build() {
        MachineDescription.Features features = description.features();
        return new KernelBuild(features.hotRemove(), features.onlineClearsPoison(), features.pageCgroup());
    }

    private HotplugParameters parameters() {
        MachineDescription.Kernel kernel = description.kernel();
        return new HotplugParameters(
                kernel.movableNode(),
                byWord(MemmapOnMemory.values(), MemmapOnMemory::word, kernel.memmapOnMemory()),
                byWord(OnlineType.values(), OnlineType::word, kernel.autoOnlineBlocks()),
                byWord(OnlinePolicy.values(), OnlinePolicy::word, kernel.onlinePolicy()),
                kernel.autoMovableRatio(),
                kernel.autoMovableNumaAware());
    }

    private static <E> E byWord(E[] values, Function<E, String> word, String wanted) {
        for (E value : values) {
            if (word.apply(value).equals(wanted)) {
                return value;
            }
        }
        throw new IllegalArgumentException("unknown word in a description: " + wanted);
    }

    private void claimResources(Memory memory) {
        for (FirmwareRange each : description.firmwareMap()) {
            memory.firmwareMap().add(each.range(), each.type().word());
        }
        ram.claims().forEach(memory.resources()::insert);
        for (MachineDescription.Resource each : description.resources()) {
            memory.resources().insert(new Resource(each.range(), each.name(), Resource.Kind.CONTAINER));
        }
        for (Region region : description.regions()) {
            if (region.provider() == MachineDescription.Provider.PMEM
                    && region.namespace().start() < region.range().start()) {
                PhysicalRange metadata = new PhysicalRange(
                        region.namespace().start(), region.range().start());
                memory.resources()
                        .request(new Resource(metadata, "namespace" + region.id() + ".0", Resource.Kind.BUSY));
            }
        }
    }

    private void fill(Memory memory) {
        BootMemory boot = new BootMemory(memory);
        for (MachineDescription.Node node : description.nodes()) {
            boot.addNode(node.id(), node.cpus());
        }
        ram.ranges().forEach((range, node) -> boot.addRam(node, range));
        bootDimms(memory).forEach(each -> boot.markHotPluggable(each.node(), each.range()));
        limitKernelZones(memory, boot);
        boot.layOut();
        for (Region region : description.regions()) {
            if (region.provider() == MachineDescription.Provider.PMEM) {
                boot.spanDevice(region.numaNode(), region.namespace());
            }
        }
        for (Reservation each : description.reservations()) {
            if (each.at().isPresent()) {
                boot.reserveAt(PhysicalRange.ofSize(each.at().getAsLong(), each.size()));
            }
        }
        for (Reservation each : description.reservations()) {
            if (each.at().isEmpty()) {
                boot.reserve(each.node(), each.size());
            }
        }
        bootDimms(memory).forEach(each -> boot.setAsideFor(each.node(), each.range()));
        for (MachineDescription.Node node : description.nodes()) {
            boot.use(node.id(), node.memoryUsed(), FrameUse.KERNEL);
            boot.use(node.id(), node.pageCache(), FrameUse.PAGE_CACHE);
        }
        boot.finish();
        memory.firmwareMap().finishBoot();
    }

    private void limitKernelZones(Memory memory, BootMemory boot) {
        MachineDescription.Kernel kernel = description.kernel();
        if (!kernel.mirroredCore()) {
            boot.limitKernelZones(
                    new KernelCore(amount(kernel.core("kernelcore")), amount(kernel.core("movablecore"))));
        } else if (!kernel.movableNode()) {
            memory.kernel().warn("The system has no mirror memory, ignore kernelcore=mirror.");
        }
    }

    private static KernelCore.Amount amount(MachineDescription.Core core) {
        long number = core.inPercent() ? core.number() : core.number() / Frames.PAGE_BYTES;
        return new KernelCore.Amount(number, core.inPercent());
    }

    /** The DIMMs that are boot memory, and can be unplugged nonetheless. */
    private List<MachineDescription.Dimm> bootDimms(Memory memory) {
        List<MachineDescription.Dimm> dimms = description.dimms().atBoot().stream()
                .filter(each -> ram.ranges().keySet().stream().anyMatch(range -> range.contains(each.range())))
                .toList();
        for (MachineDescription.Dimm each : dimms) {
            if (!each.range().isAligned(memory.blockSize().bytes())) {
                // Ejected, it would bring Linux down: mm/memory_hotplug.c: try_remove_memory().
                throw new BootException("DIMM %s at %s is RAM at boot, and not whole blocks of %s"
                        .formatted(
                                each.name(),
                                each.range(),
                                ByteSize.format(memory.blockSize().bytes())));
            }
        }
        return dimms;
    }

    MemoryDevices memoryDevices(Memory memory, MemoryHotplug hotplug) {
        boolean attaches =
                !List.of(description.kernel().commandLine().split(" ", -1)).contains("acpi_no_memhotplug");
        MachineDescription.Dimms dimms = description.dimms();
        MemoryDevices devices = new MemoryDevices(
                memory, hotplug, new MemoryDevices.Firmware(dimms.slots(), dimms.demandOffline(), attaches));
        devices.boot(dimms.atBoot().stream()
                .collect(Collectors.toMap(
                        MachineDescription.Dimm::slot,
                        each -> new Dimm(each.name(), each.node(), each.range()),
                        (one, _) -> one,
                        TreeMap::new)));
        return devices;
    }

    /** Starts the processes; only now, as memory of devices may have gone online. */
    Workload workload(Memory memory) {
        Workload workload = new Workload(memory);
        for (MachineDescription.Holder each : description.processes()) {
            Policy policy = new Policy(byWord(Policy.Kind.values(), Policy.Kind::word, each.policy()), each.nodes());
            PageKind kind = byWord(PageKind.values(), PageKind::word, each.kind());
            WorkloadOutcome outcome = workload.start(new ProcessRequest(each.name(), each.size(), policy, kind));
            if (outcome.isDone() && each.locked() > 0) {
                outcome = workload.lock(each.name(), each.locked());
            }
            if (outcome.isDone() && each.pinned() > 0) {
                outcome = workload.pin(each.name(), each.pinned());
            }
            if (!outcome.isDone()) {
                throw new BootException("process %s of %s cannot begin on %s: %s"
                        .formatted(each.name(), ByteSize.format(each.size()), policy, outcome));
            }
        }
        return workload;
    }

    Dax dax(Memory memory, MemoryHotplug hotplug) {
        Dax dax = new Dax(memory, hotplug);
        for (Region each : description.regions()) {
            DaxRegion region = new DaxRegion(
                    each.id(),
                    kind(each.provider()),
                    each.range(),
                    "/devices/" + each.path(),
                    each.align(),
                    each.targetNode(),
                    each.numaNode());
            dax.addRegion(region);
            for (MachineDescription.Device device : each.devices()) {
                bind(dax, dax.addDevice(region, device.id(), device.ranges()), device.driver());
            }
        }
        return dax;
    }

    VirtioMem virtioMem(Memory memory, MemoryHotplug hotplug) {
        MachineDescription.ModuleParameters given = description.kernel().module("virtio_mem");
        VirtioMem virtioMem = new VirtioMem(
                memory,
                hotplug,
                new VirtioMemParameters(
                        given.flag("unplug_online", true),
                        given.flag("force_bbm", false),
                        given.number("bbm_block_size", 0)));
        for (MachineDescription.VirtioMem each : description.virtioMem()) {
            virtioMem.addAtBoot(new VirtioMemDevice(
                    each.name(),
                    "/devices/" + each.path(),
                    each.range(),
                    each.blockSize(),
                    each.node(),
                    each.requestedSize()));
        }
        return virtioMem;
    }

    private static DaxRegion.Kind kind(MachineDescription.Provider provider) {
        return switch (provider) {
            case PMEM -> DaxRegion.Kind.PMEM;
            case HMEM -> DaxRegion.Kind.HMEM;
            case CXL -> DaxRegion.Kind.CXL;
        };
    }

    private static void bind(Dax dax, DaxDevice device, BootDriver driver) {
        switch (driver) {
            case KMEM -> dax.bindAtBoot(device, dax.kmem());
            case DEVICE_DAX -> dax.bindAtBoot(device, dax.deviceDax());
            case NONE -> {}
        }
    }
}
