package memplug.machine.description;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import memplug.machine.description.MachineDescription.VirtioMem;
import memplug.machine.phys.ByteSize;
import memplug.machine.phys.PhysicalRange;

/**
 * Captures virtio-mem devices. Files do not show all of a device: its block size, what the hypervisor calls it, and how
 * much of a memory block is plugged are left to guess, which is noted.
 */
final class CapturedVirtioMem {
    private static final String DRIVER = "sys/bus/virtio/drivers/virtio_mem";
    private static final String NODES = "sys/devices/system/node";
    private static final long USUAL_BLOCK_SIZE = 2 * ByteSize.MIB;

    private final Root root;
    private final Iomem iomem;

    CapturedVirtioMem(Root root, Iomem iomem) {
        this.root = root;
        this.iomem = iomem;
    }

    /** {@return the devices that the driver is bound to} */
    List<VirtioMem> read() {
        List<VirtioMem> devices = new ArrayList<>();
        for (String name : root.names(DRIVER)) {
            Optional<String> path = root.target(DRIVER + "/" + name);
            if (Numbers.suffix(name, "virtio").isPresent() && path.isPresent()) {
                device(name, path.get()).ifPresent(devices::add);
            }
        }
        return devices;
    }

    private Optional<VirtioMem> device(String name, String path) {
        Optional<PhysicalRange> range = iomem.named(name).filter(each -> each.isAligned(USUAL_BLOCK_SIZE));
        if (range.isEmpty()) {
            root.note(
                    "virtio-mem device %s is left out, with its memory: its addresses cannot be seen".formatted(name));
            return Optional.empty();
        }
        root.note("virtio-mem device %s is taken to have blocks of 2MiB, and all of its memory blocks to be plugged"
                .formatted(name));
        return Optional.of(new VirtioMem(
                "vmem" + name.substring("virtio".length()),
                range.get(),
                USUAL_BLOCK_SIZE,
                node(name, range.get()),
                path.substring("sys/devices/".length()),
                plugged(range.get())));
    }

    private long plugged(PhysicalRange range) {
        return iomem.entries().stream()
                .filter(each -> each.name().startsWith("System RAM") && range.contains(each.range()))
                .mapToLong(each -> each.range().size())
                .sum();
    }

    /** Only memory that was added shows its node. */
    private int node(String name, PhysicalRange range) {
        OptionalInt node = CapturedNodes.blockSize(root).isPresent()
                ? nodeOf(range, CapturedNodes.blockSize(root).getAsLong())
                : OptionalInt.empty();
        if (node.isEmpty()) {
            root.note("the node of virtio-mem device %s is taken to be 0".formatted(name));
        }
        return node.orElse(0);
    }

    private OptionalInt nodeOf(PhysicalRange range, long blockSize) {
        return root.names(NODES).stream()
                .filter(each -> Numbers.suffix(each, "node").isPresent())
                .filter(each -> root.names(NODES + "/" + each).stream()
                        .flatMapToInt(block -> Numbers.suffix(block, "memory").stream())
                        .anyMatch(block -> range.contains(block * blockSize)))
                .findFirst()
                .map(each -> Numbers.suffix(each, "node"))
                .orElse(OptionalInt.empty());
    }
}
