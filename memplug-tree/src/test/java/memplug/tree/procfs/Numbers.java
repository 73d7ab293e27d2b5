package memplug.tree.procfs;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads what a file shows, as a program would. */
record Numbers(Map<String, Long> byName) {
    private static final Pattern LINE = Pattern.compile("(?m)^(?:Node \\d+ )?([\\w()]+):? +(\\d+)(?: kB)?$");

    static Numbers in(String text) {
        Map<String, Long> byName = new HashMap<>();
        Matcher line = LINE.matcher(text);
        while (line.find()) {
            byName.put(line.group(1), Long.parseLong(line.group(2)));
        }
        return new Numbers(byName);
    }

    long of(String name) {
        Long number = byName.get(name);
        if (number == null) {
            throw new IllegalArgumentException("there is no " + name + " in " + byName.keySet());
        }
        return number;
    }

    long sum(String... names) {
        return Stream.of(names).mapToLong(this::of).sum();
    }
}
