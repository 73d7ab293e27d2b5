package memplug.cli.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import memplug.machine.Machine;
import memplug.machine.acpi.Dimm;
import memplug.machine.acpi.DimmSlot;
import memplug.machine.dax.DaxDevice;
import memplug.machine.dax.DaxRange;
import memplug.machine.dax.KmemBinding;
import memplug.machine.device.Driver;
import memplug.machine.mm.BlockId;
import memplug.machine.mm.Node;
import memplug.machine.phys.ByteSize;
import memplug.machine.phys.PhysicalRange;
import memplug.machine.virtio.VirtioMemDevice;

/**
 * A part of a machine that has memory, or may have.
 *
 * @param provider what brings the memory
 * @param name which of that provider's
 * @param ranges its addresses
 * @param remark what is to be said of it
 */
record Part(String provider, String name, List<PhysicalRange> ranges, String remark) {
    /** {@return all of a machine: RAM that was there at boot and is nobody else's, and every device that brings memory} */
    static List<Part> of(Machine machine) {
        List<Part> devices = new ArrayList<>();
        machine.memoryDevices().slots().values().forEach(slot -> devices.add(of(slot)));
        machine.dax().bus().devices().values().forEach(device -> devices.add(of(device)));
        machine.virtioMem().devices().forEach(device -> devices.add(of(device)));
        List<Part> parts = new ArrayList<>();
        for (Node node : machine.memory().nodesWithMemory()) {
            List<PhysicalRange> ranges = rangesOfBoot(machine, node, devices);
            if (!ranges.isEmpty()) {
                parts.add(new Part("boot", "node " + node.id(), ranges, ""));
            }
        }
        parts.addAll(devices);
        return parts;
    }

    static Part of(DimmSlot slot) {
        return new Part(
                "DIMM",
                "slot " + slot.number(),
                slot.dimm().map(dimm -> List.of(dimm.range())).orElse(List.of()),
                slot.dimm().map(Dimm::name).orElse("empty"));
    }

    static Part of(DaxDevice device) {
        KmemBinding kmem = device.kmem();
        Driver<?> driver = device.driver();
        return new Part(
                device.region().kind().name().toLowerCase(Locale.ROOT),
                device.name(),
                kmem == null
                        ? device.ranges().stream().map(DaxRange::range).toList()
                        : List.copyOf(kmem.usable().values()),
                kmem != null ? "" : driver == null ? "no driver" : driver.name());
    }

    static Part of(VirtioMemDevice device) {
        return new Part(
                "virtio-mem",
                device.id(),
                List.of(device.region()),
                ByteSize.format(device.pluggedSize()) + " of " + ByteSize.format(device.requestedSize()) + " plugged");
    }

    private static List<PhysicalRange> rangesOfBoot(Machine machine, Node node, List<Part> devices) {
        List<PhysicalRange> ranges = new ArrayList<>();
        for (BlockId id : node.blocks()) {
            PhysicalRange range = machine.memory().blockSize().rangeOf(id);
            if (devices.stream().flatMap(part -> part.ranges().stream()).noneMatch(range::overlaps)) {
                if (!ranges.isEmpty() && ranges.getLast().end() == range.start()) {
                    range = new PhysicalRange(ranges.removeLast().start(), range.end());
                }
                ranges.add(range);
            }
        }
        return ranges;
    }
}
