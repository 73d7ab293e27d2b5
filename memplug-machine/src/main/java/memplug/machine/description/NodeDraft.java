package memplug.machine.description;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import memplug.machine.phys.ByteSize;
import memplug.machine.phys.PhysicalRange;

/** A node as the file writes it. What is left out is nothing. */
record NodeDraft(
        Fields at,
        int id,
        Optional<List<Integer>> cpus,
        Optional<List<PhysicalRange>> ranges,
        OptionalLong memory,
        OptionalLong memoryUsed,
        OptionalLong pageCache) {
    private static final int HIGHEST_NODE = 1023;
    private static final int HIGHEST_CPU = 8191;
    private static final int MOST_RANGES = 4096;
    private static final String A_CPU_LIST = "numbers up to " + HIGHEST_CPU + " such as 0-31 or 0-3,8";

    static NodeDraft read(Value value) {
        Fields at = value.fields("id", "cpus", "ranges", "memory", "memory-used", "page-cache");
        return new NodeDraft(
                at,
                at.need("id", "0").map(NodeDraft::id).orElse(0),
                at.get("cpus").map(NodeDraft::cpus),
                at.get("ranges").map(NodeDraft::ranges),
                at.bytes("memory", NodeDraft::memory),
                at.bytes("memory-used", each -> pages(each)),
                at.bytes("page-cache", each -> pages(each)));
    }

    /** {@return the number of a node, as every key that names one writes it} */
    static int id(Value value) {
        return Amounts.number(value, 0, HIGHEST_NODE);
    }

    static List<PhysicalRange> ranges(Value value) {
        return value.items("range", MOST_RANGES).stream()
                .flatMap(each -> Amounts.range(each).stream())
                .toList();
    }

    private static long memory(Value value) {
        return Amounts.sizeOf(value, 128 * ByteSize.MIB);
    }

    private static long pages(Value value) {
        long size = Amounts.size(value);
        if (size % Ranges.PAGE != 0) {
            value.wrong("is misaligned", "a multiple of 4KiB");
        }
        return size;
    }

    private static List<Integer> cpus(Value value) {
        List<Integer> cpus = new ArrayList<>();
        List<Value> lists = value.isList() ? value.items("cpus", HIGHEST_CPU + 1) : List.of(value);
        for (Value list : lists) {
            String text = list.scalar("a list of CPUs", A_CPU_LIST).orElse("");
            Optional<List<Integer>> parsed = CpuList.parse(text);
            if (parsed.isEmpty()) {
                list.notA("a list of CPUs", A_CPU_LIST);
            }
            if (cpus.size() <= HIGHEST_CPU) {
                cpus.addAll(parsed.orElse(List.of()));
            }
        }
        if (cpus.stream().anyMatch(each -> each > HIGHEST_CPU)) {
            value.mistake("%s go up to %d; expected %s".formatted(value.name(), cpus.getLast(), A_CPU_LIST));
        }
        return cpus.stream().sorted().toList();
    }
}
