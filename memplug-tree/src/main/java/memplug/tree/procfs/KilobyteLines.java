package memplug.tree.procfs;

/** Lines such as {@code MemFree:         2944724 kB}: a name, and a number of KiB right-aligned behind it. */
final class KilobyteLines {
    static final long KILOBYTES_PER_PAGE = 4;

    private static final int NAME_WIDTH = 16;
    private static final int WIDTH = 24;

    private final String prefix;
    private final StringBuilder text = new StringBuilder();

    /** Lines that all begin with a prefix. */
    KilobyteLines(String prefix) {
        this.prefix = prefix;
    }

    KilobyteLines pages(String name, long pages) {
        return kilobytes(name, pages * KILOBYTES_PER_PAGE);
    }

    KilobyteLines kilobytes(String name, long kilobytes) {
        return line(name, kilobytes, WIDTH, " kB");
    }

    /** Amounts that are always zero here: there is no swap and no disk. */
    KilobyteLines none(String... names) {
        for (String name : names) {
            kilobytes(name, 0);
        }
        return this;
    }

    /** A number that is of nothing in particular, in a line of that length. */
    KilobyteLines count(String name, long number, int width) {
        return line(name, number, width, "");
    }

    private KilobyteLines line(String name, long number, int width, String unit) {
        String label = name.length() < NAME_WIDTH ? name + ":" : name + ": ";
        String value = Long.toString(number);
        text.append(prefix).append(label);
        int column = Math.max(label.length(), NAME_WIDTH);
        text.repeat(' ', column - label.length() + Math.max(0, width - column - value.length()));
        text.append(value).append(unit).append('\n');
        return this;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
