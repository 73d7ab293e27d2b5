package memplug.machine.description;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import memplug.machine.phys.PhysicalRange;

/** Sets of addresses, as lists of ranges. */
final class Ranges {
    static final long PAGE = 4096;

    private Ranges() {}

    /** {@return what two ranges have in common} */
    static Optional<PhysicalRange> common(PhysicalRange one, PhysicalRange other) {
        return one.overlaps(other)
                ? Optional.of(new PhysicalRange(Math.max(one.start(), other.start()), Math.min(one.end(), other.end())))
                : Optional.empty();
    }

    /** {@return the parts of ranges that lie in one of others} */
    static List<PhysicalRange> within(Collection<PhysicalRange> ranges, Collection<PhysicalRange> others) {
        return others.stream()
                .flatMap(other -> ranges.stream().flatMap(each -> common(each, other).stream()))
                .sorted()
                .toList();
    }

    /** {@return a range without another: nothing, one or two pieces} */
    static List<PhysicalRange> without(PhysicalRange range, PhysicalRange gone) {
        if (!range.overlaps(gone)) {
            return List.of(range);
        }
        List<PhysicalRange> pieces = new ArrayList<>();
        if (range.start() < gone.start()) {
            pieces.add(new PhysicalRange(range.start(), gone.start()));
        }
        if (gone.end() < range.end()) {
            pieces.add(new PhysicalRange(gone.end(), range.end()));
        }
        return pieces;
    }

    /** {@return the parts of ranges that lie in none of others} */
    static List<PhysicalRange> without(Collection<PhysicalRange> ranges, Collection<PhysicalRange> gone) {
        List<PhysicalRange> left = new ArrayList<>(ranges);
        for (PhysicalRange each : gone) {
            left = left.stream().flatMap(piece -> without(piece, each).stream()).toList();
        }
        return left;
    }

    /** {@return the same addresses in as few ranges as possible, ascending} */
    static List<PhysicalRange> joined(Collection<PhysicalRange> ranges) {
        List<PhysicalRange> joined = new ArrayList<>();
        for (PhysicalRange each : ranges.stream().sorted().toList()) {
            if (!joined.isEmpty() && each.start() <= joined.getLast().end()) {
                PhysicalRange last = joined.removeLast();
                joined.add(new PhysicalRange(last.start(), Math.max(last.end(), each.end())));
            } else {
                joined.add(each);
            }
        }
        return joined;
    }

    /** {@return the whole pages of a range, if there are any} */
    static Stream<PhysicalRange> wholePages(PhysicalRange range) {
        long start = (range.start() + PAGE - 1) / PAGE * PAGE;
        long end = range.end() / PAGE * PAGE;
        return start < end ? Stream.of(new PhysicalRange(start, end)) : Stream.empty();
    }

    /** {@return how many bytes ranges have together} */
    static long size(Collection<PhysicalRange> ranges) {
        return ranges.stream().mapToLong(PhysicalRange::size).sum();
    }

    /** {@return whether two ranges overlap without one holding the other, so that no tree can hold both} */
    static boolean cross(PhysicalRange one, PhysicalRange other) {
        return one.overlaps(other) && !one.contains(other) && !other.contains(one);
    }

    /** {@return a range as machine files write it} */
    static String text(PhysicalRange range) {
        return "0x%x-0x%x".formatted(range.start(), range.last());
    }
}
