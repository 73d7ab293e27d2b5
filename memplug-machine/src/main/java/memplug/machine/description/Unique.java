package memplug.machine.description;

import java.util.Map;
import java.util.TreeMap;

/** Numbers or names that only one thing may have. */
final class Unique {
    private final String what;
    private final Map<String, Integer> lines = new TreeMap<>();

    Unique(String what) {
        this.what = what;
    }

    /** Notes a mistake if something else has it already. */
    void take(Object name, Value at) {
        Integer line = lines.putIfAbsent(name.toString(), at.lineNumber());
        if (line != null) {
            at.mistake("%s %s is given twice; expected another than that of line %d".formatted(what, name, line));
        }
    }
}
