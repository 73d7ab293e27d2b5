package memplug.tree.procfs;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import memplug.machine.kernel.Kernel;
import memplug.tree.Errno;
import memplug.tree.ErrnoException;

/**
 * A line that a program writes to the kernel log. As kernel/printk/printk.c: devkmsg_write().
 *
 * @param level how serious it is, as the kernel numbers it
 * @param text the line
 */
record UserLine(int level, String text) {
    private static final int LONGEST = 1024;
    private static final int DEFAULT_LEVEL = 4;
    private static final Pattern WITH_PRIORITY = Pattern.compile("<(\\d{1,9})>(.*)", Pattern.DOTALL);
    private static final int LEVELS = 8;

    /**
     * Reads what was written: {@code <PRIORITY>text}, of which the priority may be missing; its facility is ignored.
     *
     * @throws ErrnoException EINVAL if it is too long
     */
    static UserLine parse(byte[] bytes) throws ErrnoException {
        if (bytes.length > LONGEST) {
            throw new ErrnoException(Errno.EINVAL, "a line of the kernel log has at most " + LONGEST + " bytes");
        }
        String text = new String(bytes, StandardCharsets.UTF_8);
        int end = text.indexOf('\0');
        String written = end < 0 ? text : text.substring(0, end);
        Matcher matcher = WITH_PRIORITY.matcher(written);
        return matcher.matches()
                ? new UserLine(Integer.parseInt(matcher.group(1)) % LEVELS, withoutNewline(matcher.group(2)))
                : new UserLine(DEFAULT_LEVEL, withoutNewline(written));
    }

    private static String withoutNewline(String text) {
        return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    }

    /** Adds it to the log, at the nearest level that the machine's log knows. */
    void log(Kernel kernel) {
        if (level < DEFAULT_LEVEL) {
            kernel.error("%s", text);
        } else if (level == DEFAULT_LEVEL) {
            kernel.warn("%s", text);
        } else {
            kernel.info("%s", text);
        }
    }
}
