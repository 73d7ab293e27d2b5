package memplug.fuse.oracle;

import static memplug.tree.Errno.EINVAL;
import static memplug.tree.Errno.ERANGE;

import java.math.BigInteger;
import memplug.tree.Errno;
import org.jspecify.annotations.Nullable;

/** How the kernel reads what is written to its files. As lib/kstrtox.c, lib/string_helpers.c and lib/cmdline.c. */
final class KernelText {
    private static final BigInteger TWO_TO_64 = BigInteger.ONE.shiftLeft(64);
    private static final BigInteger TWO_TO_63 = BigInteger.ONE.shiftLeft(63);
    private static final BigInteger TWO_TO_32 = BigInteger.ONE.shiftLeft(32);
    private static final BigInteger TWO_TO_31 = BigInteger.ONE.shiftLeft(31);

    private KernelText() {}

    /** A number, or the error that the text is answered with. */
    record Parsed(BigInteger value, @Nullable Errno error) {
        private static Parsed wrong(Errno error) {
            return new Parsed(BigInteger.ZERO, error);
        }

        private Parsed within(BigInteger from, BigInteger end) {
            return error != null || (value.compareTo(from) >= 0 && value.compareTo(end) < 0) ? this : wrong(ERANGE);
        }
    }

    /** kstrtoull(). */
    static Parsed unsignedLong(String text, int base) {
        return digits(text.startsWith("+") ? text.substring(1) : text, base);
    }

    /** kstrtouint(). */
    static Parsed unsignedInt(String text, int base) {
        return unsignedLong(text, base).within(BigInteger.ZERO, TWO_TO_32);
    }

    /** kstrtoll(). */
    static Parsed signedLong(String text, int base) {
        Parsed parsed = text.startsWith("-") ? negative(digits(text.substring(1), base)) : unsignedLong(text, base);
        return parsed.within(TWO_TO_63.negate(), TWO_TO_63);
    }

    private static Parsed negative(Parsed parsed) {
        return new Parsed(parsed.value().negate(), parsed.error());
    }

    /** kstrtoint(). */
    static Parsed signedInt(String text, int base) {
        return signedLong(text, base).within(TWO_TO_31.negate(), TWO_TO_31);
    }

    /** _kstrtoull(): too many digits count for more than what follows them. */
    private static Parsed digits(String text, int base) {
        int radix = base == 0 ? radixOf(text) : base;
        int from = radix == 16 && text.regionMatches(true, 0, "0x", 0, 2) ? 2 : 0;
        int to = from;
        while (to < text.length() && isDigit(text.charAt(to), radix)) {
            to++;
        }
        if (to == from) {
            return Parsed.wrong(EINVAL);
        }
        BigInteger value = new BigInteger(text.substring(from, to), radix);
        if (value.compareTo(TWO_TO_64) >= 0) {
            return Parsed.wrong(ERANGE);
        }
        String rest = text.substring(to);
        return rest.isEmpty() || rest.equals("\n") ? new Parsed(value, null) : Parsed.wrong(EINVAL);
    }

    private static int radixOf(String text) {
        if (!text.startsWith("0")) {
            return 10;
        }
        boolean hexadecimal =
                text.length() > 2 && text.regionMatches(true, 0, "0x", 0, 2) && isDigit(text.charAt(2), 16);
        return hexadecimal ? 16 : 8;
    }

    private static boolean isDigit(char each, int radix) {
        return each < 128 && Character.digit(each, radix) >= 0;
    }

    /** memparse(): digits, then perhaps a unit, then anything; what does not fit in 64 bits is cut off. */
    static BigInteger size(String text) {
        int radix = radixOf(text);
        int from = radix == 16 ? 2 : 0;
        int to = from;
        while (to < text.length() && isDigit(text.charAt(to), radix)) {
            to++;
        }
        BigInteger number = to == from ? BigInteger.ZERO : new BigInteger(text.substring(from, to), radix);
        int unit = to < text.length() ? "KMGTPE".indexOf(Character.toUpperCase(text.charAt(to))) : -1;
        return number.shiftLeft(10 * (unit + 1)).mod(TWO_TO_64);
    }

    /** kstrtobool(): 1, 0, or nothing if it is neither. */
    static @Nullable Boolean truth(String text) {
        String start = text.substring(0, Math.min(2, text.length()));
        if (start.matches("(?s)[yYtT1].?|[oO][nN]")) {
            return true;
        }
        return start.matches("(?s)[nNfF0].?|[oO][fF]") ? false : null;
    }

    /** sysfs_streq(). */
    static boolean is(String text, String word) {
        return text.equals(word) || text.equals(word + "\n");
    }

    /** A name, as sysfs_streq() compares it with names. */
    static String name(String text) {
        return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    }
}
