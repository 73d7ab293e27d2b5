package memplug.machine.description;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import memplug.machine.description.MachineDescription.Dimm;
import memplug.machine.description.MachineDescription.Dimms;
import memplug.machine.description.MachineDescription.FirmwareRange;
import memplug.machine.description.MachineDescription.FirmwareType;
import memplug.machine.phys.PhysicalRange;

/** Captures ACPI's memory devices: the slots, and the DIMMs whose memory the kernel has. */
final class CapturedDimms {
    private static final String DEVICES = "sys/bus/acpi/devices";
    private static final String BLOCKS = "sys/devices/system/memory/";
    private static final String PREFIX = "PNP0C80:";
    private static final int MEMORY_PER_MEMMAP = 64;

    private final Root root;
    private final Dimms value;

    CapturedDimms(Root root) {
        this.root = root;
        List<String> devices = root.names(DEVICES).stream()
                .filter(each -> each.startsWith(PREFIX))
                .limit(DimmsDraft.MOST_SLOTS)
                .toList();
        List<Dimm> dimms = new ArrayList<>();
        for (int slot = 0; slot < devices.size(); slot++) {
            dimm(devices.get(slot), slot).ifPresent(dimms::add);
        }
        this.value = devices.isEmpty() ? Dimms.NONE : new Dimms(devices.size(), false, dimms);
    }

    Dimms value() {
        return value;
    }

    private Optional<Dimm> dimm(String device, int slot) {
        OptionalLong blockSize = CapturedNodes.blockSize(root);
        // Links in a directory lead from where it really is.
        String directory = root.target(DEVICES + "/" + device).orElse(DEVICES + "/" + device);
        List<String> blocks = root.names(directory).stream()
                .filter(each -> each.startsWith("physical_node"))
                .flatMap(each -> root.target(directory + "/" + each).stream())
                .map(each -> each.substring(each.lastIndexOf('/') + 1))
                .toList();
        List<PhysicalRange> ranges = Ranges.joined(blocks.stream()
                .flatMapToInt(each -> Numbers.suffix(each, "memory").stream())
                .filter(_ -> blockSize.isPresent())
                .mapToObj(number -> PhysicalRange.ofSize(number * blockSize.orElseThrow(), blockSize.orElseThrow()))
                .toList());
        if (ranges.isEmpty()) {
            return Optional.empty();
        }
        if (ranges.size() > 1) {
            root.note("%s has several ranges; all but the first are left out".formatted(device));
        }
        return Optional.of(new Dimm("dimm" + slot, slot, node(blocks.getFirst()), ranges.getFirst()));
    }

    private int node(String block) {
        return root.names(BLOCKS + block).stream()
                .flatMapToInt(each -> Numbers.suffix(each, "node").stream())
                .findFirst()
                .orElse(0);
    }

    /** {@return the firmware's map without what DIMMs added to it after boot} */
    List<FirmwareRange> withoutAdded(List<FirmwareRange> map) {
        List<PhysicalRange> added = added();
        return map.stream()
                .filter(each -> each.type() != FirmwareType.SYSTEM_RAM || !added.contains(each.range()))
                .toList();
    }

    /** Entries of boot are numbered in the order of their addresses, and those of hot-added memory after them. */
    private List<PhysicalRange> added() {
        List<PhysicalRange> added = new ArrayList<>();
        long highest = 0;
        for (FirmwareRange entry : CapturedFirmware.asNumbered(root)) {
            boolean isLate = entry.range().start() < highest;
            if (isLate && value.atBoot().stream().anyMatch(dimm -> dimm.range().equals(entry.range()))) {
                added.add(entry.range());
            }
            highest = Math.max(highest, entry.range().start());
        }
        return added;
    }

    /**
     * {@return the bytes of memmap that DIMMs plugged after boot took, by the node that holds them}
     *
     * @param ram the RAM of each node at boot
     */
    Map<Integer, Long> memmap(Map<Integer, List<PhysicalRange>> ram) {
        Map<Integer, Long> memmap = new TreeMap<>();
        List<PhysicalRange> added = added();
        for (Dimm dimm : value.atBoot()) {
            OptionalInt holder = ram.getOrDefault(dimm.node(), List.of()).isEmpty()
                    ? ram.keySet().stream().mapToInt(Integer::intValue).findFirst()
                    : OptionalInt.of(dimm.node());
            if (added.contains(dimm.range())) {
                holder.ifPresent(node -> memmap.merge(node, dimm.range().size() / MEMORY_PER_MEMMAP, Long::sum));
            }
        }
        return memmap;
    }
}
