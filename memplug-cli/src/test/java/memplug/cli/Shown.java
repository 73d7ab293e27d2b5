package memplug.cli;

import java.math.BigInteger;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * What programs show of a machine's memory at one moment, each of them by its own way through /sys and /proc.
 *
 * @param lsmem bytes of online blocks by node
 * @param lsmemTotal bytes that lsmem calls the total online memory
 * @param numactl the size that numactl shows of each node with memory, in MiB
 * @param lstopo bytes of each node with memory
 * @param memTotal MemTotal of /proc/meminfo, in bytes
 * @param numactlCpus the CPUs of each node that has some, as a mask
 * @param lstopoCpus the CPUs near to each node with memory, as a mask
 * @param devices what daxctl lists, by name
 */
record Shown(
        NavigableMap<Integer, Long> lsmem,
        long lsmemTotal,
        NavigableMap<Integer, Long> numactl,
        NavigableMap<Integer, Long> lstopo,
        long memTotal,
        NavigableMap<Integer, BigInteger> numactlCpus,
        NavigableMap<Integer, BigInteger> lstopoCpus,
        NavigableMap<String, Device> devices) {
    /** The programs that have to be there. */
    static final List<String> PROGRAMS = List.of("lsmem", "numactl", "lstopo-no-graphics", "daxctl");

    private static final String SCRIPT = """
            lsmem -brn -S NODE,STATE -o NODE,STATE,SIZE --summary=never
            lsmem -b --summary=only
            grep MemTotal /proc/meminfo
            numactl -H
            lstopo-no-graphics --disallowed --of xml
            daxctl list -RDM
            """;

    private static final Pattern LSMEM = Pattern.compile("(?m)^(\\d+) online (\\d+)$");
    private static final Pattern LSMEM_TOTAL = Pattern.compile("Total online memory: +(\\d+)");
    private static final Pattern MEM_TOTAL = Pattern.compile("MemTotal: +(\\d+) kB");
    private static final Pattern NUMACTL = Pattern.compile("(?m)^node (\\d+) size: (\\d+) MB$");
    private static final Pattern NUMACTL_CPUS = Pattern.compile("(?m)^node (\\d+) cpus: (.+)$");
    private static final Pattern LSTOPO =
            Pattern.compile("type=\"NUMANode\" os_index=\"(\\d+)\" cpuset=\"([^\"]*)\".* local_memory=\"(\\d+)\"");
    private static final Pattern DAXCTL = Pattern.compile("\"chardev\":\"(dax[\\d.]+)\",\\s+\"size\":(\\d+),"
            + "\\s+\"target_node\":(\\d+),\\s+\"align\":\\d+,\\s+\"mode\":\"([a-z-]+)\","
            + "(?:\\s+\"online_memblocks\":(-?\\d+),)?(?:[^\\[}]*\\[([^\\]]*)\\])?");
    private static final Pattern MAPPING = Pattern.compile("\"size\":(\\d+)");

    /**
     * A dax device.
     *
     * @param bytes its size
     * @param mapped how many bytes its mappings have
     * @param node the node that its memory belongs to
     * @param mode {@code system-ram} or {@code devdax}
     * @param onlineBlocks how many of its blocks are online; 0 of a device that has none
     */
    record Device(long bytes, long mapped, int node, String mode, long onlineBlocks) {
        private static Device of(MatchResult found) {
            String mappings = found.group(6) == null ? "" : found.group(6);
            long mapped = MAPPING.matcher(mappings)
                    .results()
                    .mapToLong(each -> Long.parseLong(each.group(1)))
                    .sum();
            long online = found.group(5) == null ? 0 : Math.max(0, Long.parseLong(found.group(5)));
            return new Device(
                    Long.parseLong(found.group(2)), mapped, Integer.parseInt(found.group(3)), found.group(4), online);
        }
    }

    /** What they show when a script has run on one of the machines of {@code machines/}. */
    static Shown on(String machine, String script) throws Exception {
        var finished = Memplug.on(machine, "sh", "-c", "{ " + script + "\n} >&2\n" + SCRIPT)
                .run();
        if (finished.status() != 0) {
            throw new AssertionError(finished);
        }
        return of(finished.output());
    }

    private static Shown of(String output) {
        NavigableMap<Integer, BigInteger> listed = new TreeMap<>();
        NUMACTL_CPUS.matcher(output).results().forEach(each -> listed.put(node(each), maskOfList(each.group(2))));
        NavigableMap<Integer, BigInteger> near = new TreeMap<>();
        LSTOPO.matcher(output).results().forEach(each -> near.put(node(each), maskOfWords(each.group(2))));
        NavigableMap<String, Device> devices = new TreeMap<>();
        DAXCTL.matcher(output).results().forEach(each -> devices.put(each.group(1), Device.of(each)));
        return new Shown(
                byNode(LSMEM, 2, output),
                number(LSMEM_TOTAL, output),
                byNode(NUMACTL, 2, output),
                byNode(LSTOPO, 3, output),
                1024 * number(MEM_TOTAL, output),
                listed,
                near,
                devices);
    }

    private static int node(MatchResult found) {
        return Integer.parseInt(found.group(1));
    }

    private static long number(Pattern pattern, String output) {
        return pattern.matcher(output)
                .results()
                .mapToLong(each -> Long.parseLong(each.group(1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + pattern + " in " + output));
    }

    private static NavigableMap<Integer, Long> byNode(Pattern pattern, int group, String output) {
        NavigableMap<Integer, Long> sums = new TreeMap<>();
        pattern.matcher(output)
                .results()
                .forEach(each -> sums.merge(node(each), Long.parseLong(each.group(group)), Long::sum));
        return sums;
    }

    private static BigInteger maskOfList(String cpus) {
        BigInteger mask = BigInteger.ZERO;
        for (String cpu : cpus.strip().split(" ", -1)) {
            mask = mask.setBit(Integer.parseInt(cpu));
        }
        return mask;
    }

    /** Of words of 32 bits, the highest first, zeros left out. */
    private static BigInteger maskOfWords(String words) {
        BigInteger mask = BigInteger.ZERO;
        for (String word : words.split(",", -1)) {
            mask = mask.shiftLeft(32).or(word.isEmpty() ? BigInteger.ZERO : new BigInteger(word.substring(2), 16));
        }
        return mask;
    }
}
