package memplug.tree;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Replays a recording of a real kernel: each line is an operation and, behind {@code " = "}, what the kernel answered. The
 * operations are those of {@code memplug-cli/src/test/c/ops.c}.
 */
final class Recording {
    private static final String END = " = ";
    private static final Pattern PARTS = Pattern.compile("\\D+|\\d+");
    private static final Comparator<String> BY_VALUE = Comparator.<String>comparingInt(
                    part -> Character.isDigit(part.charAt(0)) ? part.length() : 0)
            .thenComparing(Comparator.naturalOrder());

    private final Shell shell;
    private final Map<String, long[]> firstPages = new LinkedHashMap<>();
    private long firstMemTotal = -1;

    Recording(FileTree tree) {
        this.shell = new Shell(tree);
    }

    /** The lines that the machine answers otherwise than the kernel did, each with both answers. */
    List<String> disagreements(List<String> lines) {
        List<String> disagreements = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            int end = line.lastIndexOf(END);
            if (!line.startsWith("#") && end > 0) {
                String answer = answer(line.substring(0, end));
                if (!answer.equals(line.substring(end + END.length()))) {
                    disagreements.add((i + 1) + ": " + line + ", not " + answer);
                }
            }
        }
        return disagreements;
    }

    static long operations(List<String> lines) {
        return lines.stream()
                .filter(line -> !line.startsWith("#") && line.contains(END))
                .count();
    }

    private String answer(String operation) {
        String[] words = operation.split(" ", 3);
        String path = words.length > 1 ? words[1] : "";
        String rest = words.length > 2 ? words[2] : "";
        try {
            return switch (words[0]) {
                case "W" -> Integer.toString(shell.write(path, unescape(rest)));
                case "R" -> escape(shell.read(path));
                case "L" -> list(path, rest);
                case "K" -> link(path);
                case "M" -> mode(path);
                case "G" -> grep(path, rest);
                case "T" -> memTotal();
                case "Z" -> zone(path, rest);
                case "Q" -> ask(path, rest);
                case "S" -> "settled";
                default -> "unknown operation";
            };
        } catch (ErrnoException e) {
            return e.name();
        }
    }

    private String list(String path, String prefix) throws ErrnoException {
        String names = shell.list(path).stream()
                .filter(name -> name.startsWith(prefix))
                .sorted(Recording::byVersion)
                .collect(Collectors.joining(" "));
        return names.isEmpty() ? "(none)" : names;
    }

    /** Numbers within names by value, as strverscmp() has it for names such as these. */
    private static int byVersion(String one, String other) {
        Matcher first = PARTS.matcher(one);
        Matcher second = PARTS.matcher(other);
        while (first.find() && second.find()) {
            int order = BY_VALUE.compare(first.group(), second.group());
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(one.length(), other.length());
    }

    private String link(String path) throws ErrnoException {
        if (shell.find(path, false) instanceof SymbolicLink link) {
            return link.target();
        }
        throw new ErrnoException(Errno.EINVAL, path);
    }

    private String mode(String path) throws ErrnoException {
        Node node = shell.find(path, false);
        String type = switch (node) {
            case Directory _ -> "d";
            case SymbolicLink _ -> "l";
            case RegularFile _ -> "-";
            case CharacterDevice _ -> "?";
        };
        return type + "%03o".formatted(node.permissions());
    }

    private String grep(String path, String word) throws ErrnoException {
        String found = shell.read(path)
                .lines()
                .filter(line -> line.contains(word))
                .map(Recording::escape)
                .collect(Collectors.joining(" "));
        return found.isEmpty() ? "(none)" : found;
    }

    /** As ops.c, which does not look at what becomes of the line. */
    private String ask(String name, String request) throws ErrnoException {
        try {
            shell.write("/sys/kernel/debug/memplug/" + name, request + "\n");
        } catch (ErrnoException e) {
            if (e.name().equals("ENOENT")) {
                throw e;
            }
        }
        return "asked";
    }

    private String memTotal() throws ErrnoException {
        Matcher total = Pattern.compile("MemTotal: *(\\d+)").matcher(shell.read("/proc/meminfo"));
        if (!total.find()) {
            return "unreadable";
        }
        long kilobytes = Long.parseLong(total.group(1));
        firstMemTotal = firstMemTotal < 0 ? kilobytes : firstMemTotal;
        return "%+d".formatted(kilobytes - firstMemTotal);
    }

    private String zone(String node, String zone) throws ErrnoException {
        long[] pages = new long[2];
        boolean here = false;
        for (String line : shell.read("/proc/zoneinfo").lines().toList()) {
            String[] words = line.trim().split("[ ,]+", -1);
            if (line.startsWith("Node ")) {
                here = words[1].equals(node) && words[3].equals(zone);
            } else if (here && words[0].equals("present")) {
                pages[0] = Long.parseLong(words[1]);
            } else if (here && words[0].equals("managed")) {
                pages[1] = Long.parseLong(words[1]);
            }
        }
        long[] first = firstPages.computeIfAbsent(node + zone, _ -> pages);
        return "present%+d managed%+d".formatted(pages[0] - first[0], pages[1] - first[1]);
    }

    private static String unescape(String value) {
        return value.equals("\\e")
                ? ""
                : value.replace("\\n", "\n")
                        .replace("\\t", "\t")
                        .replace("\\0", "\0")
                        .replace("\\\\", "\\");
    }

    private static String escape(String text) {
        return "\""
                + text.replace("\\", "\\\\")
                        .replace("\n", "\\n")
                        .replace("\t", "\\t")
                        .replace("\0", "\\0") + "\"";
    }
}
