package memplug.machine.description;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import memplug.machine.phys.ByteSize;
import memplug.machine.phys.PhysicalRange;

/** What /proc/zoneinfo shows. */
final class ZoneInfo {
    /**
     * A zone.
     *
     * @param node its node
     * @param kind its name
     * @param pages its counters by name
     */
    record Zone(int node, String kind, Map<String, Long> pages) {
        /** {@return the bytes that are present and not managed, as what was reserved while booting is} */
        long reserved() {
            return Math.max(0, count("present") - count("managed")) * Ranges.PAGE;
        }

        /** {@return from its first page to its last, if it has any that are present} */
        Optional<PhysicalRange> span() {
            return count("present") == 0 || count("spanned") == 0
                    ? Optional.empty()
                    : Optional.of(
                            PhysicalRange.ofSize(count("start_pfn") * Ranges.PAGE, count("spanned") * Ranges.PAGE));
        }

        /** {@return the addresses where boot memory of this zone can be; none of Device} */
        Optional<PhysicalRange> window() {
            return switch (kind) {
                case "DMA" -> spanWithin(new PhysicalRange(0, 16 * ByteSize.MIB));
                case "DMA32" -> spanWithin(new PhysicalRange(16 * ByteSize.MIB, 4 * ByteSize.GIB));
                case "Normal" -> spanWithin(new PhysicalRange(4 * ByteSize.GIB, Amounts.ADDRESS_END));
                // With kernelcore= and the like, boot memory is there too, and some of it was reserved before.
                case "Movable" -> span();
                default -> Optional.empty();
            };
        }

        private Optional<PhysicalRange> spanWithin(PhysicalRange window) {
            return span().flatMap(span ->
                    Ranges.within(List.of(span), List.of(window)).stream().findFirst());
        }

        private long count(String name) {
            return pages.getOrDefault(name, 0L);
        }
    }

    private static final Pattern ZONE = Pattern.compile("Node (\\d{1,9}), zone +(\\w+)");
    private static final Pattern COUNTER = Pattern.compile(" +(spanned|present|managed|start_pfn):? +(\\d{1,15})");

    private ZoneInfo() {}

    static List<Zone> read(Root root) {
        List<Zone> zones = new ArrayList<>();
        for (String line : root.text("proc/zoneinfo").orElse("").split("\n", -1)) {
            Matcher zone = ZONE.matcher(line);
            Matcher counter = COUNTER.matcher(line);
            if (zone.matches()) {
                zones.add(new Zone(Integer.parseInt(zone.group(1)), zone.group(2), new TreeMap<>()));
            } else if (counter.matches() && !zones.isEmpty()) {
                zones.getLast().pages().put(counter.group(1), Long.parseLong(counter.group(2)));
            }
        }
        if (zones.isEmpty()) {
            root.note("/proc/zoneinfo is missing, so nothing is known of RAM reserved while booting");
        }
        return zones;
    }
}
