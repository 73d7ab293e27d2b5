package memplug.cli;

import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/** JSON, as RFC 8259 has it. */
final class Json {
    private Json() {}

    /**
     * {@return a value as JSON, in one line}
     *
     * @param value text, a number, a truth value, a list of values, or a map of names to values
     */
    static String of(Object value) {
        return switch (value) {
            case Map<?, ?> object -> {
                StringJoiner members = new StringJoiner(",", "{", "}");
                object.forEach((name, member) -> members.add(quoted(name.toString()) + ":" + of(member)));
                yield members.toString();
            }
            case List<?> array -> {
                StringJoiner elements = new StringJoiner(",", "[", "]");
                array.forEach(element -> elements.add(of(element)));
                yield elements.toString();
            }
            case Number number -> number.toString();
            case Boolean truth -> truth.toString();
            default -> quoted(value.toString());
        };
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (char each : text.toCharArray()) {
            switch (each) {
                case '"', '\\' -> quoted.append('\\').append(each);
                case '\n' -> quoted.append("\\n");
                case '\t' -> quoted.append("\\t");
                default -> {
                    if (each < ' ' || Character.isSurrogate(each)) {
                        quoted.append("\\u%04x".formatted((int) each));
                    } else {
                        quoted.append(each);
                    }
                }
            }
        }
        return quoted.append('"').toString();
    }
}
