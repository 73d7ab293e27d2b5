package memplug.fuse.oracle;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import memplug.machine.Machine;
import memplug.tree.Errno;

/**
 * What may be answered to a write to any file of a machine. Every writable file has a rule; a file without one is new, and
 * whoever adds it says here what Linux makes of bad values.
 */
public final class WriteRules {
    private static final Pattern ANY_NAME = Pattern.compile("(?<=/)\\*(?=/)");

    private final List<Rule> rules = new ArrayList<>();
    private final Map<String, Optional<Bound>> known = new HashMap<>();

    /** What is expected of a value, from the parts of the path that a rule's pattern caught. */
    interface Verdict {
        Expected of(MatchResult path, Written written);
    }

    private record Rule(String name, Pattern path, Verdict verdict) {}

    /** A rule, and what it caught of a path. */
    private record Bound(Rule rule, MatchResult path) {}

    /**
     * The rules of a machine.
     *
     * @param machine the machine, looked at again for each write
     */
    public WriteRules(Machine machine) {
        var memory = new MemoryRules(machine);
        memory.addTo(this);
        new DaxRules(machine, memory).addTo(this);
        new DimmRules(machine).addTo(this);
        new PlainRules(machine).addTo(this);
    }

    /**
     * Adds a rule. Of several that fit, the first counts.
     *
     * @param name what files of this kind are called
     * @param path their paths, below the root of the tree; {@code *} stands for any one
     *     name
     */
    void add(String name, String path, Verdict verdict) {
        rules.add(new Rule(name, Pattern.compile(ANY_NAME.matcher(path).replaceAll("([^/]+)")), verdict));
    }

    private Optional<Bound> find(String path) {
        return known.computeIfAbsent(path, _ -> search(path));
    }

    private Optional<Bound> search(String path) {
        for (Rule rule : rules) {
            Matcher matcher = rule.path().matcher(path);
            if (matcher.matches()) {
                return Optional.of(new Bound(rule, matcher.toMatchResult()));
            }
        }
        return Optional.empty();
    }

    /**
     * {@return what kind of file a path leads to, if there is a rule for it}
     *
     * @param path the path, below the root of the tree
     */
    public Optional<String> kindOf(String path) {
        return find(path).map(bound -> bound.rule().name());
    }

    /**
     * {@return what may be answered to a write to a file that exists}
     *
     * @param path its path, below the root of the tree
     * @param bytes what is to be written now
     */
    public Expected of(String path, byte[] bytes) {
        Bound bound = find(path).orElseThrow(() -> new IllegalArgumentException("no rule for " + path));
        // As fs/sysfs/file.c: sysfs_kf_write(): nothing is nothing to anybody.
        return bytes.length == 0 ? Expected.nothing() : bound.rule().verdict().of(bound.path(), Written.of(bytes));
    }

    /**
     * {@return what may be answered to a write to an open file whose device, block or node is gone} A kernel does not ask
     * a mount about a write of nothing, and answers by itself.
     *
     * @param bytes what is to be written
     */
    public static Expected ofGone(byte[] bytes) {
        return bytes.length == 0 ? Expected.nothing().or(Errno.ENODEV) : Expected.error(Errno.ENODEV);
    }

    /** A rule that only wants to know the text. */
    static Verdict text(Function<String, Expected> verdict) {
        return (_, written) -> verdict.apply(written.text());
    }
}
