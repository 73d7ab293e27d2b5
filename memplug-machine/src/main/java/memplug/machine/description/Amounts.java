package memplug.machine.description;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import memplug.machine.phys.ByteSize;
import memplug.machine.phys.PhysicalRange;

/** Numbers, sizes, addresses and ranges, as they are written. */
final class Amounts {
    /** The largest physical address that x86-64 allows for. */
    static final long ADDRESS_END = 1L << 52;

    private static final Pattern HEX = Pattern.compile("0[xX]([0-9a-fA-F]{1,16})");
    private static final Pattern RANGE = Pattern.compile("(0[xX][0-9a-fA-F]{1,16})-(0[xX][0-9a-fA-F]{1,16})");
    private static final Pattern SIZE = Pattern.compile("(\\d+) ?(B|[KMGTPE]iB)?");
    private static final String A_SIZE = "a whole number of B, KiB, MiB, GiB, TiB or PiB, such as 256GiB";
    private static final String AN_ADDRESS = "a number such as 0x100000000";
    private static final String A_RANGE = "0x100000000-0x13fffffff or {start: 0x100000000, size: 1GiB}";

    private Amounts() {}

    /** {@return a whole number in decimal} */
    static int number(Value value, int low, int high) {
        String expected = "a whole number from %d to %d".formatted(low, high);
        Optional<String> text = value.scalar("a number", expected);
        if (text.isEmpty()) {
            return low;
        }
        if (!text.get().matches("-?\\d+")) {
            value.notA("a number", expected);
            return low;
        }
        String digits = text.get();
        if (digits.length() > 10 || Long.parseLong(digits) < low || Long.parseLong(digits) > high) {
            value.wrong("is out of bounds", expected);
            return low;
        }
        return Integer.parseInt(digits);
    }

    /** {@return {@code true} or {@code false}} */
    static boolean flag(Value value) {
        return value.word(Words.FLAGS);
    }

    /** {@return a size in bytes, 0 or more} */
    static long size(Value value) {
        return bytes(value, "a size", A_SIZE);
    }

    /** {@return a size in bytes, a multiple of a unit and not 0} */
    static long sizeOf(Value value, long unit) {
        long size = size(value);
        if (size == 0 && value.isScalar()) {
            value.wrong("is nothing", "more than 0B");
        } else if (size % unit != 0) {
            value.wrong("is misaligned", "a multiple of " + ByteSize.format(unit));
        }
        return size;
    }

    /** {@return an address} */
    static long address(Value value) {
        return bytes(value, "an address", AN_ADDRESS);
    }

    private static long bytes(Value value, String kind, String expected) {
        Optional<String> text = value.scalar(kind, expected);
        if (text.isEmpty()) {
            return 0;
        }
        if (!HEX.matcher(text.get()).matches() && !SIZE.matcher(text.get()).matches()) {
            value.notA(kind, expected);
            return 0;
        }
        return within(value, parse(text.get()));
    }

    /** {@return the bytes of a size or an address in hex, or a number past all addresses if it is that large} */
    private static long parse(String text) {
        Matcher hex = HEX.matcher(text);
        if (hex.matches()) {
            long number = Long.parseUnsignedLong(hex.group(1), 16);
            return number < 0 ? Long.MAX_VALUE : number;
        }
        try {
            return ByteSize.parse(text);
        } catch (IllegalArgumentException _) {
            return Long.MAX_VALUE;
        }
    }

    private static long within(Value value, long bytes) {
        if (bytes > ADDRESS_END) {
            value.wrong("is too large", "at most 4PiB, the 52 bits of a physical address");
            return 0;
        }
        return bytes;
    }

    /** {@return a range of addresses, unless it is none} */
    static Optional<PhysicalRange> range(Value value) {
        if (!value.isScalar()) {
            return rangeOfKeys(value);
        }
        Optional<String> text = value.scalar("a range", A_RANGE);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Matcher bounds = RANGE.matcher(text.get());
        if (!bounds.matches()) {
            value.notA("a range", A_RANGE);
            return Optional.empty();
        }
        long start = parse(bounds.group(1));
        long last = parse(bounds.group(2));
        if (last < start) {
            value.wrong("is empty", "a last address that is not below the first");
            return Optional.empty();
        }
        if (last >= ADDRESS_END) {
            value.wrong("is too large", "addresses below 0x10000000000000, 52 bits");
            return Optional.empty();
        }
        return Optional.of(new PhysicalRange(start, last + 1));
    }

    private static Optional<PhysicalRange> rangeOfKeys(Value value) {
        if (!value.hasKeys()) {
            value.notA("a range", A_RANGE);
            return Optional.empty();
        }
        Fields fields = value.fields("start", "size");
        long start = fields.need("start", "0x100000000").map(Amounts::address).orElse(0L);
        long size = fields.need("size", "1GiB").map(each -> sizeOf(each, 1)).orElse(0L);
        if (start + size > ADDRESS_END) {
            value.mistake("%s 0x%x of %s is too large; expected addresses below 0x10000000000000, 52 bits"
                    .formatted(value.name(), start, ByteSize.format(size)));
        } else if (size > 0) {
            return Optional.of(PhysicalRange.ofSize(start, size));
        }
        return Optional.empty();
    }
}
