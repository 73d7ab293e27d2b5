package memplug.machine.description;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import memplug.machine.phys.PhysicalRange;

/**
 * What /proc/iomem shows.
 *
 * @param entries its entries, each before those within it
 */
record Iomem(List<Entry> entries) {
    /**
     * A line.
     *
     * @param depth within how many others it lies
     * @param range the addresses
     * @param name who claims them
     */
    record Entry(int depth, PhysicalRange range, String name) {}

    private static final Pattern LINE = Pattern.compile("( *)([0-9a-f]{8,16})-([0-9a-f]{8,16}) : (.*)");

    static Iomem read(Root root) {
        List<Entry> entries = new ArrayList<>();
        boolean isHidden = false;
        for (String line : root.text("proc/iomem").orElse("").split("\n", -1)) {
            Matcher parts = LINE.matcher(line);
            if (parts.matches()) {
                long start = Numbers.hex(parts.group(2)).orElse(0);
                long last = Numbers.hex(parts.group(3)).orElse(0);
                isHidden |= last == 0;
                if (start <= last && last > 0 && last < Amounts.ADDRESS_END) {
                    int depth = parts.group(1).length() / 2;
                    entries.add(new Entry(depth, new PhysicalRange(start, last + 1), parts.group(4)));
                }
            }
        }
        if (isHidden) {
            root.note("/proc/iomem shows addresses to the superuser only");
        } else if (entries.isEmpty()) {
            root.note("/proc/iomem is missing or empty");
        }
        return new Iomem(entries);
    }

    /** {@return the outermost entries} */
    List<Entry> outermost() {
        return entries.stream().filter(each -> each.depth() == 0).toList();
    }

    /** {@return the innermost entry that holds a range and is as long as given} */
    Optional<PhysicalRange> holding(PhysicalRange range, long size) {
        return entries.stream()
                .map(Entry::range)
                .filter(each -> each.contains(range) && each.size() == size)
                .findFirst();
    }

    /** {@return the addresses of an entry} */
    Optional<PhysicalRange> named(String name) {
        return entries.stream()
                .filter(each -> each.name().equals(name))
                .map(Entry::range)
                .findFirst();
    }
}
