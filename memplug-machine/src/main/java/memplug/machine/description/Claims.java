package memplug.machine.description;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import memplug.machine.phys.PhysicalRange;

/** Addresses that are given away, each only once. */
final class Claims {
    private record Claim(PhysicalRange range, int line) {}

    private final TreeMap<Long, Claim> claims = new TreeMap<>();

    /** Gives away addresses, or notes a mistake if some of them are gone. */
    void claim(PhysicalRange range, Value at) {
        Optional<Claim> other = overlapping(range);
        if (other.isEmpty()) {
            claims.put(range.start(), new Claim(range, at.lineNumber()));
            return;
        }
        at.mistake("range %s overlaps %s of line %d; expected ranges that do not overlap"
                .formatted(
                        Ranges.text(range),
                        Ranges.text(other.get().range()),
                        other.get().line()));
    }

    private Optional<Claim> overlapping(PhysicalRange range) {
        return Optional.ofNullable(claims.lowerEntry(range.end()))
                .map(Map.Entry::getValue)
                .filter(each -> each.range().overlaps(range));
    }
}
