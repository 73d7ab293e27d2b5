package memplug.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What commands print one after the other, and what the machine shows in between. {@code src/test/sh/session.sh} says how
 * a session is written, and plays it again.
 */
record Session(List<String> lines) {
    private static final String COMMAND = "$ ";
    private static final String WRITE = "$ write ";

    /** In what is expected, stands for whatever there is. */
    private static final String ANYTHING = "…";

    /** The programs that it runs. */
    List<String> programs() {
        return lines.stream()
                .filter(line -> line.startsWith(COMMAND) && !line.startsWith(WRITE))
                .map(line -> line.split(" ", 3)[1])
                .distinct()
                .toList();
    }

    /** How many commands it has. */
    long commands() {
        return lines.stream().filter(line -> line.startsWith(COMMAND)).count();
    }

    /** The commands that went otherwise when it was played again, each with what was expected and what was there. */
    List<String> disagreements(List<String> played) {
        List<List<String>> expected = steps(lines);
        List<List<String>> actual = steps(played);
        List<String> disagreements = new ArrayList<>();
        for (int i = 0; i < Math.max(expected.size(), actual.size()); i++) {
            List<String> wanted = i < expected.size() ? expected.get(i) : List.of();
            List<String> found = i < actual.size() ? actual.get(i) : List.of();
            if (!agree(wanted, found)) {
                disagreements.add("expected:\n" + show(wanted) + "but was:\n" + show(found));
            }
        }
        return disagreements;
    }

    /** The lines from each command to the next. */
    private static List<List<String>> steps(List<String> lines) {
        List<List<String>> steps = new ArrayList<>();
        for (String line : lines) {
            if (steps.isEmpty() || line.startsWith(COMMAND)) {
                steps.add(new ArrayList<>());
            }
            steps.getLast().add(line);
        }
        return steps;
    }

    private static boolean agree(List<String> wanted, List<String> found) {
        if (wanted.size() != found.size()) {
            return false;
        }
        for (int i = 0; i < wanted.size(); i++) {
            if (!found.get(i).matches(pattern(wanted.get(i)))) {
                return false;
            }
        }
        return true;
    }

    private static String pattern(String line) {
        return Stream.of(line.split(ANYTHING, -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
    }

    private static String show(List<String> lines) {
        return lines.stream().map(line -> "  " + line + "\n").collect(Collectors.joining());
    }
}
