package memplug.machine.description;

import java.util.Optional;
import java.util.OptionalInt;
import memplug.machine.description.MachineDescription.VirtioMem;
import memplug.machine.phys.ByteSize;
import memplug.machine.phys.PhysicalRange;

/** A virtio-mem device as the file writes it. What is left out is nothing. */
record VirtioMemDraft(
        Fields at,
        String name,
        Optional<PhysicalRange> range,
        long blockSize,
        OptionalInt node,
        String path,
        long requestedSize) {
    private static final long DEFAULT_BLOCK_SIZE = 2 * ByteSize.MIB;
    private static final int FIRST_PCI_SLOT = 4;

    static VirtioMemDraft read(Value value, int index) {
        Fields at = value.fields("name", "range", "block-size", "node", "path", "requested-size");
        return new VirtioMemDraft(
                at,
                at.get("name").map(VirtioMemDraft::name).orElse("vmem" + index),
                at.need("range", "0x100000000-0x17fffffff").flatMap(Amounts::range),
                at.get("block-size").map(VirtioMemDraft::blockSize).orElse(DEFAULT_BLOCK_SIZE),
                at.number("node", NodeDraft::id),
                at.get("path").map(VirtioMemDraft::path).orElse(defaultPath(index)),
                at.get("requested-size").map(Amounts::size).orElse(0L));
    }

    private static String defaultPath(int index) {
        return "pci0000:00/0000:00:%02x.0/virtio%d".formatted(FIRST_PCI_SLOT + index, index);
    }

    private static String name(Value value) {
        String name = value.text();
        if (!name.matches("[A-Za-z][A-Za-z0-9._-]*")) {
            value.wrong("is no name of a device", "letters, digits, dots, dashes and underscores, such as vmem0");
        }
        return name;
    }

    private static long blockSize(Value value) {
        long size = Amounts.size(value);
        if (Long.bitCount(size) != 1 || size < ByteSize.MIB) {
            value.wrong("is no block size of a virtio-mem device", "a power of two, 1MiB or more");
            return DEFAULT_BLOCK_SIZE;
        }
        return size;
    }

    private static String path(Value value) {
        String path = RegionDraft.path(value);
        if (!path.matches("(.*/)?virtio\\d{1,4}")) {
            value.wrong("is no virtio device", "a path that ends so, such as pci0000:00/0000:00:04.0/virtio0");
        }
        return path;
    }

    /** {@return the device; its memory is for the first node if the file does not say which} */
    Placed<VirtioMem> value(int firstNode) {
        return new Placed<>(
                new VirtioMem(name, range.orElseThrow(), blockSize, node.orElse(firstNode), path, requestedSize), at);
    }
}
