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
        String digits = word(value);
        digits = digits.startsWith("+") ? digits.substring(1) : digits;
        if (isHexadecimal(digits)) {
            return parse(digits.substring(2), 16, value, max);
        }
        return digits.length() > 1 && digits.startsWith("0")
                ? parse(digits.substring(1), 8, value, max)
                : parse(digits, 10, value, max);
    }

    /**
     * {@return an unsigned number in hexadecimal, with or without 0x} As lib/kstrtox.c: kstrtoull() with base 16.
     *
     * @param value what was written
     * @throws ErrnoException EINVAL if it is none, ERANGE if it is too large
     */
    public static long hexadecimal(String value) throws ErrnoException {
        String digits = word(value);
        digits = digits.startsWith("+") ? digits.substring(1) : digits;
        return parse(isHexadecimal(digits) ? digits.substring(2) : digits, 16, value, -1);
    }

    private static boolean isHexadecimal(String digits) {
        return digits.length() > 2 && (digits.startsWith("0x") || digits.startsWith("0X"));
    }

    private static long parse(String digits, int radix, String value, long max) throws ErrnoException {
        for (int i = 0; i < digits.length(); i++) {
            if (Character.digit(digits.charAt(i), radix) < 0 || digits.charAt(i) > 'f') {
                throw invalid(value, "a number");
            }
        }
        if (digits.isEmpty()) {
            throw invalid(value, "a number");
        }
        try {
            long number = Long.parseUnsignedLong(digits, radix);
            if (Long.compareUnsigned(number, max) <= 0) {
                return number;
            }
        } catch (NumberFormatException _) {
            // Only digits, so it can only be too large.
        }
        throw new ErrnoException(Errno.ERANGE, "too large a number: " + word(value));
    }

    /**
     * {@return a number that may have a sign} As lib/kstrtox.c: kstrtoll() with base 0.
     *
     * @param value what was written
     * @throws ErrnoException EINVAL if it is none, ERANGE if it is too large
     */
    public static long signed(String value) throws ErrnoException {
        return value.startsWith("-")
                ? -unsigned(value.substring(1).startsWith("+") ? "" : value.substring(1), Long.MAX_VALUE)
                : unsigned(value, Long.MAX_VALUE);
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
