package memplug.tree.kernfs;

import memplug.tree.Errno;
import memplug.tree.ErrnoException;

/** What the kernel makes of a value that was written to a file. */
public final class Values {
    private Values() {}

    /**
     * {@return a value without the one newline that may end it} As lib/string_helpers.c: sysfs_streq().
     *
     * @param value the value
     */
    public static String word(String value) {
        return value.endsWith("\n") ? value.substring(0, value.length() - 1) : value;
    }

    /**
     * {@return a truth value} As lib/kstrtox.c: kstrtobool(): only the beginning counts.
     *
     * @param value what was written
     * @throws ErrnoException EINVAL if it is none
     */
    public static boolean truth(String value) throws ErrnoException {
        char first = value.isEmpty() ? 0 : Character.toLowerCase(value.charAt(0));
        char second = value.length() < 2 ? 0 : Character.toLowerCase(value.charAt(1));
        if (first == 'y' || first == 't' || first == '1' || (first == 'o' && second == 'n')) {
            return true;
        }
        if (first == 'n' || first == 'f' || first == '0' || (first == 'o' && second == 'f')) {
            return false;
        }
        throw invalid(value, "a truth value");
    }

    /**
     * {@return an unsigned number, decimal, octal after 0 or hexadecimal after 0x} As lib/kstrtox.c: kstrtoull() with base
     * 0.
     *
     * @param value what was written
     * @param max the largest that is taken, as an unsigned number
     * @throws ErrnoException EINVAL if it is none, ERANGE if it is too large
     */
    public static long unsigned(String value, long max) throws ErrnoException {
        return requireWithin(anyBase(withoutPlus(word(value)), value), max, value);
    }

    /**
     * {@return an unsigned number in hexadecimal, with or without 0x} As lib/kstrtox.c: kstrtoull() with base 16.
     *
     * @param value what was written
     * @throws ErrnoException EINVAL if it is none, ERANGE if it is too large
     */
    public static long hexadecimal(String value) throws ErrnoException {
        String digits = withoutPlus(word(value));
        return parse(isHexadecimal(digits) ? digits.substring(2) : digits, 16, value);
    }

    /**
     * {@return an unsigned number in decimal} As lib/kstrtox.c: kstrtoull() with base 10.
     *
     * @param value what was written
     * @throws ErrnoException EINVAL if it is none, ERANGE if it is too large
     */
    public static long decimal(String value) throws ErrnoException {
        return parse(withoutPlus(word(value)), 10, value);
    }

    /**
     * {@return a number that may have a sign} As lib/kstrtox.c: kstrtoll() with base 0.
     *
     * @param value what was written
     * @throws ErrnoException EINVAL if it is none, ERANGE if it is too large
     */
    public static long signed(String value) throws ErrnoException {
        return value.startsWith("-")
                ? -requireWithin(anyBase(word(value).substring(1), value), Long.MIN_VALUE, value)
                : unsigned(value, Long.MAX_VALUE);
    }

    /**
     * {@return a number of 32 bits that may have a sign} As lib/kstrtox.c: kstrtoint() with base 0.
     *
     * @param value what was written
     * @throws ErrnoException EINVAL if it is none, ERANGE if it is too large
     */
    public static int signedInt(String value) throws ErrnoException {
        long number = signed(value);
        if (number != (int) number) {
            throw tooLarge(value);
        }
        return (int) number;
    }

    /**
     * {@return a number of bytes, perhaps with a unit, and with anything after that} As lib/cmdline.c: memparse().
     *
     * @param value what was written
     */
    public static long size(String value) {
        int radix = isHexadecimal(value) ? 16 : value.startsWith("0") ? 8 : 10;
        int at = radix == 16 ? 2 : 0;
        long number = 0;
        while (at < value.length() && Character.digit(value.charAt(at), radix) >= 0) {
            number = number * radix + Character.digit(value.charAt(at), radix);
            at++;
        }
        int unit = at < value.length() ? "KMGTPE".indexOf(Character.toUpperCase(value.charAt(at))) : -1;
        return number << (10 * (unit + 1));
    }

    private static String withoutPlus(String digits) {
        return digits.startsWith("+") ? digits.substring(1) : digits;
    }

    private static long anyBase(String digits, String value) throws ErrnoException {
        if (isHexadecimal(digits)) {
            return parse(digits.substring(2), 16, value);
        }
        return parse(digits, digits.startsWith("0") ? 8 : 10, value);
    }

    private static boolean isHexadecimal(String digits) {
        return digits.length() > 2 && (digits.startsWith("0x") || digits.startsWith("0X"));
    }

    /** As lib/kstrtox.c: _kstrtoull(): that there are too many digits counts for more than that something else follows. */
    private static long parse(String digits, int radix, String value) throws ErrnoException {
        int end = 0;
        while (end < digits.length() && Character.digit(digits.charAt(end), radix) >= 0) {
            end++;
        }
        if (end == 0) {
            throw invalid(value, "a number");
        }
        long number = parseDigits(digits.substring(0, end), radix, value);
        if (end < digits.length()) {
            throw invalid(value, "a number");
        }
        return number;
    }

    private static long parseDigits(String digits, int radix, String value) throws ErrnoException {
        try {
            return Long.parseUnsignedLong(digits, radix);
        } catch (NumberFormatException _) {
            // Only digits, so it can only be too large.
            throw tooLarge(value);
        }
    }

    private static long requireWithin(long number, long max, String value) throws ErrnoException {
        if (Long.compareUnsigned(number, max) > 0) {
            throw tooLarge(value);
        }
        return number;
    }

    private static ErrnoException tooLarge(String value) {
        return new ErrnoException(Errno.ERANGE, "too large a number: " + word(value));
    }

    /**
     * {@return the error of a value that makes no sense}
     *
     * @param value what was written
     * @param expected what should have been
     */
    public static ErrnoException invalid(String value, String expected) {
        return new ErrnoException(Errno.EINVAL, "not " + expected + ": " + word(value));
    }
}
