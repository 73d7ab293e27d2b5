package memplug.tree.nio;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Translates a glob, as {@link java.nio.file.FileSystem#getPathMatcher} describes it, into a regular expression. */
final class Glob {
    private static final char END = 0;
    /** What a regular expression may take for more than itself, in brackets or out of them. */
    private static final String META = ".^$+{[]|()*?\\}&-";

    private static final String NO_SLASH = "[^/]";

    private final String glob;
    private final StringBuilder regex = new StringBuilder();
    private int next;
    private boolean inGroup;

    private Glob(String glob) {
        this.glob = glob;
    }

    /**
     * {@return what matches the paths that a glob matches}
     *
     * @param glob the glob
     * @throws PatternSyntaxException if it is none
     */
    static Pattern toPattern(String glob) {
        return Pattern.compile(new Glob(glob).translate(), Pattern.DOTALL);
    }

    private String translate() {
        while (next < glob.length()) {
            translate(glob.charAt(next++));
        }
        if (inGroup) {
            throw mistake("a group without an end");
        }
        return regex.toString();
    }

    private void translate(char symbol) {
        switch (symbol) {
            case '*' -> regex.append(take('*') ? ".*" : NO_SLASH + "*");
            case '?' -> regex.append(NO_SLASH);
            case '[' -> bracket();
            case '{' -> beginGroup();
            case '}' -> regex.append(endGroup() ? ")" : "\\}");
            case ',' -> regex.append(inGroup ? "|" : ",");
            case '\\' -> literal(escaped());
            default -> literal(symbol);
        }
    }

    private void beginGroup() {
        if (inGroup) {
            throw mistake("a group in a group");
        }
        inGroup = true;
        regex.append("(?:");
    }

    private boolean endGroup() {
        boolean ended = inGroup;
        inGroup = false;
        return ended;
    }

    /** In brackets all but {@code !} and {@code -} stands for itself, and a slash is never matched. */
    private void bracket() {
        regex.append("(?!/)[").append(take('!') ? "^" : "");
        int first = next;
        char symbol = read();
        // A hyphen in the first place stands for itself.
        while (symbol != ']') {
            if (symbol == END || symbol == '/') {
                throw mistake("a bracket without an end");
            }
            if (symbol == '-' && next - 1 > first && peek() != ']') {
                range(glob.charAt(next - 2));
            } else {
                literal(symbol);
            }
            symbol = read();
        }
        if (next - 1 == first) {
            throw mistake("an empty bracket");
        }
        regex.append(']');
    }

    private void range(char from) {
        char to = read();
        if (to < from) {
            throw mistake("a range that runs backwards");
        }
        regex.append('-');
        literal(to);
    }

    private char escaped() {
        if (peek() == END) {
            throw mistake("nothing to escape");
        }
        return read();
    }

    private void literal(char symbol) {
        regex.append(META.indexOf(symbol) >= 0 ? "\\" : "").append(symbol);
    }

    private boolean take(char symbol) {
        boolean there = peek() == symbol;
        next += there ? 1 : 0;
        return there;
    }

    private char peek() {
        return next < glob.length() ? glob.charAt(next) : END;
    }

    private char read() {
        char symbol = peek();
        next++;
        return symbol;
    }

    private PatternSyntaxException mistake(String what) {
        return new PatternSyntaxException(what, glob, Math.min(next, glob.length()) - 1);
    }
}
