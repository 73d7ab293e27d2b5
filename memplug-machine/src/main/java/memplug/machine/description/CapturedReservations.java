package memplug.machine.description;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import memplug.machine.description.MachineDescription.Reservation;
import memplug.machine.phys.PhysicalRange;

/**
 * Finds a place for what was reserved while booting. Files show how much that is in each zone, and where the pieces of
 * the kernel are; the rest is put at the zone's end, and in zone DMA at its begin.
 */
final class CapturedReservations {
    private static final String REST = "reserved while booting";

    private final Iomem iomem;
    private final Map<Integer, List<PhysicalRange>> ram;
    private final List<Reservation> reservations = new ArrayList<>();

    /**
     * Nothing is reserved yet.
     *
     * @param iomem where the kernel is
     * @param ram the RAM of each node, whole pages
     */
    CapturedReservations(Iomem iomem, Map<Integer, List<PhysicalRange>> ram) {
        this.iomem = iomem;
        this.ram = ram;
    }

    List<Reservation> of(List<ZoneInfo.Zone> zones) {
        for (ZoneInfo.Zone zone : zones) {
            zone.window().ifPresent(window -> reserve(zone, window));
        }
        return List.copyOf(reservations);
    }

    private void reserve(ZoneInfo.Zone zone, PhysicalRange window) {
        List<PhysicalRange> free = Ranges.within(ram.getOrDefault(zone.node(), List.of()), List.of(window));
        long left = zone.reserved();
        for (Iomem.Entry piece : iomem.entries()) {
            if (piece.name().matches("Kernel (code|rodata|data|bss)")) {
                for (PhysicalRange range : Ranges.within(free, List.of(pagesOf(piece.range())))) {
                    if (range.size() <= left) {
                        left -= range.size();
                        free = Ranges.without(free, List.of(range));
                        add(piece.name(), zone.node(), range);
                    }
                }
            }
        }
        for (PhysicalRange range : zone.kind().equals("DMA") ? free : free.reversed()) {
            if (left > 0) {
                long size = Math.min(left, range.size());
                long start = zone.kind().equals("DMA") ? range.start() : range.end() - size;
                add(REST, zone.node(), PhysicalRange.ofSize(start, size));
                left -= size;
            }
        }
    }

    private static PhysicalRange pagesOf(PhysicalRange range) {
        return new PhysicalRange(
                range.start() / Ranges.PAGE * Ranges.PAGE, (range.end() + Ranges.PAGE - 1) / Ranges.PAGE * Ranges.PAGE);
    }

    private void add(String name, int node, PhysicalRange range) {
        reservations.add(new Reservation(name, node, OptionalLong.of(range.start()), range.size()));
    }
}
