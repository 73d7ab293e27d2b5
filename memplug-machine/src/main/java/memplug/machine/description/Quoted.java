package memplug.machine.description;

import java.util.regex.Pattern;

/** Text as it may stand in one line of a message or of YAML. */
final class Quoted {
    /** What YAML takes for text as it stands, wherever it stands. */
    private static final Pattern PLAIN =
            Pattern.compile("[A-Za-z0-9/_(][A-Za-z0-9/_().+=!%-]*" + "([ :][A-Za-z0-9/_().+=!%-]+)*");

    private static final Pattern NULL = Pattern.compile("null|Null|NULL");
    private static final int SHOWN_CHARACTERS = 80;

    private Quoted() {}

    /** {@return the text as YAML, in double quotes unless it is plain} */
    static String yaml(String text) {
        if (PLAIN.matcher(text).matches() && !NULL.matcher(text).matches()) {
            return text;
        }
        return '"' + printable(text.replace("\\", "\\\\").replace("\"", "\\\"")) + '"';
    }

    /** {@return the text as a message shows a value: short, and in quotes if it has blanks or is empty} */
    static String shown(String text) {
        String start = text.length() > SHOWN_CHARACTERS ? text.substring(0, SHOWN_CHARACTERS) + "..." : text;
        return start.isEmpty() || start.indexOf(' ') >= 0 ? '"' + printable(start) + '"' : printable(start);
    }

    /** {@return the text with every character that does not print written as YAML and Java would escape it} */
    static String printable(String text) {
        StringBuilder line = new StringBuilder();
        for (char each : text.toCharArray()) {
            if (isPrintable(each)) {
                line.append(each);
            } else {
                line.append("\\u%04x".formatted((int) each));
            }
        }
        return line.toString();
    }

    /** {@return whether every character of the text prints, and in one line} */
    static boolean isPrintable(String text) {
        return text.chars().allMatch(each -> isPrintable((char) each));
    }

    private static boolean isPrintable(char each) {
        return switch (Character.getType(each)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }
}
