package memplug.machine.description;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import memplug.machine.description.MachineDescription.Device;
import memplug.machine.description.MachineDescription.Region;
import memplug.machine.description.MachineDescription.VirtioMem;
import memplug.machine.phys.PhysicalRange;

/** The blocks that dax and virtio-mem devices have added: their memmap is not of what the kernel needs without them. */
final class PluggedBlocks {
    private static final int MEMORY_PER_MEMMAP = 64;

    private final Root root;
    private final List<PhysicalRange> blocks;

    PluggedBlocks(Root root) {
        this.root = root;
        OptionalLong size = CapturedNodes.blockSize(root);
        this.blocks = root.names("sys/devices/system/memory").stream()
                .flatMapToInt(each -> Numbers.suffix(each, "memory").stream())
                .filter(_ -> size.isPresent())
                .mapToObj(number -> PhysicalRange.ofSize(number * size.orElseThrow(), size.orElseThrow()))
                .toList();
    }

    /**
     * {@return the bytes of memmap by the node that holds them: the blocks' own if it had RAM at boot, and else the one
     * whose CPUs are nearest}
     *
     * @param regions the dax regions
     * @param virtioMem the virtio-mem devices
     * @param ram the RAM of each node at boot
     */
    Map<Integer, Long> memmap(List<Region> regions, List<VirtioMem> virtioMem, Map<Integer, List<PhysicalRange>> ram) {
        Map<Integer, Long> memmap = new TreeMap<>();
        for (VirtioMem device : virtioMem) {
            boolean isAlone = ram.getOrDefault(device.node(), List.of()).isEmpty();
            memmap.merge(isAlone ? 0 : device.node(), added(List.of(device.range())) / MEMORY_PER_MEMMAP, Long::sum);
        }
        for (Region region : regions) {
            OptionalInt target = region.targetNode();
            boolean isAlone = target.isEmpty()
                    || ram.getOrDefault(target.getAsInt(), List.of()).isEmpty();
            int node = isAlone ? region.numaNode() : target.orElseThrow();
            for (Device device : region.devices()) {
                if (!isOnItself(region, device)) {
                    memmap.merge(node, added(device.ranges()) / MEMORY_PER_MEMMAP, Long::sum);
                }
            }
        }
        return memmap;
    }

    private long added(List<PhysicalRange> ranges) {
        return blocks.stream()
                .filter(block -> ranges.stream().anyMatch(range -> range.contains(block)))
                .mapToLong(PhysicalRange::size)
                .sum();
    }

    private boolean isOnItself(Region region, Device device) {
        String file = "sys/bus/dax/devices/dax%d.%d/memmap_on_memory".formatted(region.id(), device.id());
        boolean isAllowed = root.text("sys/module/memory_hotplug/parameters/memmap_on_memory")
                .filter(each -> !each.equals("N"))
                .isPresent();
        return isAllowed && root.text(file).filter("1"::equals).isPresent();
    }
}
