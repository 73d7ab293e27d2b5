package memplug.fuse.oracle;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.random.RandomGenerator;
import memplug.machine.Machine;
import memplug.machine.dax.DaxRegion;
import memplug.machine.mm.MemoryBlock;

/**
 * Values to write to a file: mostly ones that are nearly right for it, sometimes right ones, sometimes right ones for
 * another file, sometimes noise.
 */
public final class AnyValue {
    private static final List<String> STATES =
            List.of("unplugged", "online", "online_kernel", "online_movable", "offline", "going-offline");
    private static final List<String> TRUTHS =
            List.of("0", "1", "y", "N", "on", "off", "oN", "true", "F", "o", "2", "10", "t", "no");
    private static final List<String> NUMBERS = List.of(
            "0",
            "1",
            "-1",
            "-16",
            "-12",
            "301",
            "4096",
            "2097152",
            "134217728",
            "1073741824",
            "2147483647",
            "2147483648",
            "4294967295",
            "4294967296",
            "9223372036854775807",
            "9223372036854775808",
            "-9223372036854775808",
            "18446744073709551615",
            "18446744073709551616",
            "0x0",
            "0x8000000",
            "0x10000000000000",
            "0xfffffffff8000000",
            "0x7ffffffff8000000",
            "0x7fffffffffff000",
            "017",
            "08",
            "0x",
            "0xg",
            "2048kB",
            "2M",
            "99999999999999999999999x");
    private static final String UUID = "01234567-89ab-cdef-0123-456789ABCDEF";
    private static final List<String> ACTIONS = List.of(
            "add",
            "remove",
            "change",
            "move",
            "online",
            "offline",
            "bind",
            "unbind",
            "add " + UUID,
            "change " + UUID + " A=1 b2=c",
            "add " + UUID + " A",
            "add x",
            "add ");
    private static final List<String> POLICIES = List.of("contig-zones", "auto-movable");
    private static final List<String> DIMMS = List.of(
            "insert a 256MiB node=1",
            "insert b 64MiB node=0 slot=2",
            "insert c 1GiB node=1 slot=0 at=0x180000000",
            "request-eject a",
            "request-eject b",
            "request-eject c");
    private static final Map<String, List<String>> WORDS = Map.of(
            "dimm", DIMMS,
            "auto_online_blocks", STATES,
            "memoryN/state", STATES,
            "daxR.N/state", STATES,
            "memoryN/online", TRUTHS,
            "auto_movable_numa_aware", TRUTHS,
            "demotion_enabled", TRUTHS,
            "daxR.N/memmap_on_memory", TRUTHS,
            "uevent", ACTIONS,
            "online_policy", POLICIES);

    private final Machine machine;
    private final RandomGenerator random;

    /**
     * Values for the files of a machine.
     *
     * @param machine the machine, whose names and addresses are used
     * @param random what decides
     */
    public AnyValue(Machine machine, RandomGenerator random) {
        this.machine = machine;
        this.random = random;
    }

    /**
     * {@return a value}
     *
     * @param kind what kind of file it is for
     */
    public byte[] next(String kind) {
        return switch (random.nextInt(20)) {
            case 0 -> noise(random.nextInt(1, 40));
            case 1 -> bytes(alien());
            case 2 -> new byte[0];
            case 3, 4, 5, 6, 7 -> bytes(fitting(kind) + (random.nextBoolean() ? "\n" : ""));
            case 8 -> lengthened(fitting(kind));
            default -> bytes(bent(fitting(kind)));
        };
    }

    private String fitting(String kind) {
        List<String> words = WORDS.get(kind);
        if (words != null) {
            return pick(words);
        }
        return switch (kind) {
            case "bind", "unbind", "new_id", "remove_id", "delete", "drivers_probe", "dax drivers_probe" -> name();
            case "probe", "soft_offline_page", "hard_offline_page" ->
                random.nextInt(3) == 0 ? pick(NUMBERS) : address();
            case "daxR.N/size", "daxR.N/align" -> random.nextInt(3) == 0 ? pick(NUMBERS) : size();
            case "daxR.N/mapping" -> range();
            case "create" -> random.nextInt(4) == 0 ? "1" : pick(NUMBERS);
            default -> pick(NUMBERS);
        };
    }

    /** What would fit in another file. */
    private String alien() {
        return switch (random.nextInt(6)) {
            case 0 -> name();
            case 1 -> address();
            case 2 -> range();
            case 3 -> pick(NUMBERS);
            case 4 -> pick(POLICIES) + pick(TRUTHS);
            default -> pick(random.nextBoolean() ? STATES : ACTIONS);
        };
    }

    private String name() {
        List<String> names = new ArrayList<>(machine.dax().bus().devices().keySet());
        names.addAll(List.of("dax0.1", "dax1.1", "dax-1.0", "dax99.99", "dax4294967296.0", "dax2147483648.0"));
        names.addAll(
                List.of("memory0", "memory33", "memory00", "node0", "node1", "cpu0", "memory_tier4", "dax0", "bogus"));
        return random.nextBoolean() && !machine.dax().bus().devices().isEmpty() ? names.getFirst() : pick(names);
    }

    private String address() {
        List<MemoryBlock> blocks = List.copyOf(machine.memory().blocks().values());
        MemoryBlock block = pick(blocks);
        long blockBytes = machine.memory().blockSize().bytes();
        long start = block.id().number() * blockBytes;
        return number(
                switch (random.nextInt(5)) {
                    case 0 -> start;
                    case 1 -> start + blockBytes * random.nextInt(1, 64);
                    case 2 -> start + blockBytes - 1;
                    case 3 -> random.nextLong();
                    default -> start + random.nextLong(blockBytes);
                });
    }

    private String size() {
        return number((long) random.nextInt(2048) << 21);
    }

    private String range() {
        if (machine.dax().regions().isEmpty()) {
            return "0-1fffff";
        }
        DaxRegion region = pick(List.copyOf(machine.dax().regions().values()));
        long first = region.range().start() + random.nextLong(region.range().size() >> 21 << 1) * (1 << 20);
        long last = first + ((long) random.nextInt(-1, 128) << 20) - 1;
        String prefix = random.nextBoolean() ? "0x" : "";
        return prefix + Long.toHexString(first) + "-" + prefix + Long.toHexString(last);
    }

    private String number(long value) {
        return switch (random.nextInt(4)) {
            case 0 -> Long.toUnsignedString(value);
            case 1 -> "0" + Long.toUnsignedString(value, 8);
            default -> "0x" + Long.toHexString(value);
        };
    }

    /** A value with one thing wrong with it, or something that does not matter. */
    private String bent(String value) {
        int at = random.nextInt(value.length() + 1);
        return switch (random.nextInt(17)) {
            case 0 -> value + "\n\n";
            case 1 -> "\n" + value;
            case 2 -> value + " ";
            case 3 -> " " + value + "\n";
            case 4 -> value + "\0";
            case 5 -> value + "\0\n";
            case 6 -> value + "\0" + alien();
            case 7 -> value.toUpperCase(Locale.ROOT);
            case 8 -> value.substring(0, at);
            case 9 -> value.substring(at);
            case 10 -> value.substring(0, at) + (char) random.nextInt(256) + value.substring(at);
            case 11 -> "+" + value;
            case 12 -> "-" + value;
            case 13 -> value + "\nx";
            case 14 -> "0" + value;
            case 15 -> value + " A=1".repeat(random.nextInt(1000));
            default -> value + value;
        };
    }

    /** More than a page, of which only a page counts. */
    private byte[] lengthened(String value) {
        byte[] start = bytes(value);
        byte[] bytes = new byte[4096 + random.nextInt(-2, 4096)];
        Arrays.fill(
                bytes, (byte) pick(List.of(0, (int) '\n', (int) '0', (int) ' ')).intValue());
        boolean atEnd = random.nextInt(3) == 0;
        int end = Math.min(4096, bytes.length);
        System.arraycopy(start, 0, bytes, atEnd ? end - start.length : 0, start.length);
        return bytes;
    }

    private byte[] noise(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(ISO_8859_1);
    }

    private <E> E pick(List<E> all) {
        return all.get(random.nextInt(all.size()));
    }
}
