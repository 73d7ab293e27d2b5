package memplug.machine.phys;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes in bytes as people write them ({@code 256GiB}) and as the kernel logs them ({@code 110 MiB}). */
public final class ByteSize {
    /** 1024 bytes. */
    public static final long KIB = 1L << 10;

    /** 1024 KiB. */
    public static final long MIB = 1L << 20;

    /** 1024 MiB. */
    public static final long GIB = 1L << 30;

    /** 1024 GiB. */
    public static final long TIB = 1L << 40;

    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    private static final Pattern WRITTEN = Pattern.compile("(\\d+) ?(B|[KMGTPE]iB)?");

    private ByteSize() {}

    /**
     * {@return the bytes of a written size}
     *
     * @param text a whole number with a unit ({@code B}, {@code KiB} to {@code EiB}), or without one for bytes
     * @throws IllegalArgumentException if it is not such a size, or too large
     */
    public static long parse(String text) {
        Matcher matcher = WRITTEN.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a size such as 256GiB: " + text);
        }
        String unit = matcher.group(2) == null ? "B" : matcher.group(2);
        int power = 0;
        while (!UNITS[power].equals(unit)) {
            power++;
        }
        try {
            return Math.multiplyExact(Long.parseLong(matcher.group(1)), 1L << (10 * power));
        } catch (ArithmeticException | NumberFormatException _) {
            throw new IllegalArgumentException("too large a size: " + text);
        }
    }

    /**
     * {@return a size with the largest unit that divides it, as in {@code 256GiB}; {@link #parse} reads it back}
     *
     * @param bytes the size, 0 or more
     */
    public static String format(long bytes) {
        int power = 0;
        long value = bytes;
        while (value != 0 && value % 1024 == 0 && power < UNITS.length - 1) {
            value /= 1024;
            power++;
        }
        return value + UNITS[power];
    }

    /**
     * {@return a size with three significant digits, as the kernel's string_get_size() with binary units shows it:
     * {@code 110 MiB}, {@code 64.0 MiB}, {@code 1.50 GiB}}
     *
     * @param bytes the size, 0 or more
     */
    public static String human(long bytes) {
        int power = 0;
        double value = bytes;
        while (value >= 1024 && power < UNITS.length - 1) {
            value /= 1024;
            power++;
        }
        int decimals = power == 0 || value >= 100 ? 0 : value >= 10 ? 1 : 2;
        return String.format(Locale.ROOT, "%." + decimals + "f %s", value, UNITS[power]);
    }
}
