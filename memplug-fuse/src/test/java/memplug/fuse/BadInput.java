package memplug.fuse;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import memplug.fuse.oracle.AnyValue;
import memplug.fuse.oracle.Expected;
import memplug.fuse.oracle.Expected.Effect;
import memplug.fuse.oracle.TreeCalls;
import memplug.fuse.oracle.WriteRules;
import memplug.machine.Machine;
import memplug.machine.kernel.Fingerprint;
import memplug.machine.mm.FrameUse;
import memplug.machine.mm.HugePool;
import memplug.tree.Directory;
import memplug.tree.Directory.Entry;
import memplug.tree.FileTree;
import memplug.tree.MachineTree;
import memplug.tree.RegularFile;
import org.jspecify.annotations.Nullable;

/**
 * Writes anything to any file of a machine, and holds the answers against what Linux would say. What a write should leave as
 * it is, is left as it is. Its seed decides all of it.
 */
final class BadInput {
    private static final int WRITABLE = 0222;
    private static final int WALK_EVERY = 500;
    private static final int AUDIT_EVERY = 200;
    private static final int LOOK_EVERY = 8;
    private static final int UNCHECKED = 20;
    private static final int MOST_KEPT = 16;
    private static final int KEEP_EVERY = 50;
    private static final int WRITE_TO_KEPT_EVERY = 50;
    private static final int TOLD = 12;

    private final String title;
    private final Machine machine;
    private final FileTree tree;
    private final TreeCalls calls;
    private final Collection<Throwable> failures;
    private final SplittableRandom random;
    private final WriteRules rules;
    private final AnyValue values;
    private final Tally tally = new Tally();
    private final Deque<Answer> told = new ArrayDeque<>();
    private final List<Kept> kept = new ArrayList<>();
    private Map<String, List<String>> pathsByKind = Map.of();
    private @Nullable Fingerprint known;
    private int unchecked;
    private int written;

    /** A file that stays open. */
    private record Kept(String kind, String path, long descriptor) {}

    /** What was written, and what was answered. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Answer(String path, byte[] value, long answer) {
        @Override
        public String toString() {
            return path + " <- " + quote(value) + " = " + Expected.describe(answer);
        }
    }

    /** How often what was answered. */
    static final class Tally {
        private final Map<String, Integer> answers = new TreeMap<>();
        private final Map<String, Integer> kinds = new TreeMap<>();
        private int checked;

        private void add(String kind, long answer) {
            answers.merge(answer >= 0 ? "success" : Expected.describe(answer), 1, Integer::sum);
            kinds.merge(kind, 1, Integer::sum);
        }

        void addAll(Tally other) {
            other.answers.forEach((answer, count) -> answers.merge(answer, count, Integer::sum));
            other.kinds.forEach((kind, count) -> kinds.merge(kind, count, Integer::sum));
            checked += other.checked;
        }

        @Override
        public String toString() {
            int all = answers.values().stream().mapToInt(count -> count).sum();
            return "%,d writes to %d kinds of files: %s; %,d seen to change nothing"
                    .formatted(all, kinds.size(), answers, checked);
        }
    }

    /**
     * A run.
     *
     * @param seed decides what is written
     * @param tree the files of a machine
     * @param calls the way to the files
     * @param failures what has gone wrong in the server
     */
    BadInput(long seed, MachineTree tree, TreeCalls calls, Collection<Throwable> failures) {
        this.machine = tree.machine();
        this.title = "seed " + seed + " on " + machine.description().name();
        this.tree = tree;
        this.calls = calls;
        this.failures = failures;
        this.random = new SplittableRandom(seed);
        this.rules = new WriteRules(machine);
        this.values = new AnyValue(machine, random);
    }

    /** {@return the paths of all files that somebody may write to} */
    static List<String> writableFiles(FileTree tree) {
        List<String> paths = new ArrayList<>();
        collect(tree.root(), "", paths);
        return paths;
    }

    private static void collect(Directory directory, String prefix, List<String> paths) {
        for (Entry entry : directory.entries()) {
            String path = prefix + entry.name();
            switch (entry.node()) {
                case Directory inner -> collect(inner, path + "/", paths);
                case RegularFile file when (file.permissions() & WRITABLE) != 0 -> paths.add(path);
                default -> {}
            }
        }
    }

    /** Plays; returns what was answered. */
    Tally play(int writes) throws IOException {
        for (written = 0; written < writes; written++) {
            if (written % WALK_EVERY == 0) {
                walk();
            }
            if (written % AUDIT_EVERY == 0) {
                audit();
            }
            writeOnce();
        }
        requireUnchanged();
        audit();
        return tally;
    }

    private void walk() {
        pathsByKind = new LinkedHashMap<>();
        for (String path : writableFiles(tree)) {
            String kind = rules.kindOf(path)
                    .orElseThrow(() -> failure("is a writable file that no rule is written down for: " + path));
            pathsByKind.computeIfAbsent(kind, _ -> new ArrayList<>()).add(path);
        }
    }

    private void audit() {
        machine.audit().ifPresent(broken -> {
            throw failure("broke the machine: " + broken);
        });
    }

    private void writeOnce() throws IOException {
        if (!kept.isEmpty() && random.nextInt(WRITE_TO_KEPT_EVERY) == 0) {
            writeToKept();
            return;
        }
        String kind = pick(List.copyOf(pathsByKind.keySet()));
        String path = pick(pathsByKind.getOrDefault(kind, List.of()));
        if (!exists(path)) {
            walk();
            return;
        }
        byte[] value = values.next(kind);
        Expected expected = rules.of(path, value);
        prepare(expected);
        check(kind, path, value, expected, calls.write(path, value));
        if (random.nextInt(KEEP_EVERY) == 0 && exists(path)) {
            keep(kind, path);
        }
    }

    private void keep(String kind, String path) throws IOException {
        if (kept.size() == MOST_KEPT) {
            calls.close(kept.remove(random.nextInt(kept.size())).descriptor());
        }
        kept.add(new Kept(kind, path, calls.open(path)));
    }

    /** A file that was opened long ago: what it belonged to may be gone, and another of the name may have come. */
    private void writeToKept() throws IOException {
        Kept file = pick(kept);
        byte[] value = values.next(file.kind());
        boolean isStill = calls.isStill(file.path(), file.descriptor());
        Expected expected = isStill ? rules.of(file.path(), value) : WriteRules.ofGone(value);
        prepare(expected);
        check(file.kind(), file.path(), value, expected, calls.write(file.descriptor(), value));
    }

    private boolean exists(String path) {
        Directory at = tree.root();
        for (String name : path.split("/", -1)) {
            var node = at.lookUp(name).orElse(null);
            if (!(node instanceof Directory inner)) {
                return node != null && path.endsWith(name);
            }
            at = inner;
        }
        return false;
    }

    private void check(String kind, String path, byte[] value, Expected before, long answer) throws IOException {
        Expected expected = calls.hadToInterrupt() ? before.orInterrupted() : before;
        tell(path, value, answer);
        tally.add(kind, answer);
        if (!expected.allows(answer, value.length)) {
            throw failure("was answered " + Expected.describe(answer) + ", where Linux says " + expected);
        }
        if (!failures.isEmpty()) {
            throw failure("made the server fail", failures.iterator().next());
        }
        settle(path, answer, expected);
    }

    /**
     * Looks whether the writes before changed anything, before this one may; and now and then what the machine is like, from
     * which on no write goes unchecked until the next change.
     */
    private void prepare(Expected expected) {
        boolean mayChange = expected.onSuccess() == Effect.CHANGE || expected.onError() == Effect.CHANGE;
        if (mayChange || unchecked >= UNCHECKED) {
            requireUnchanged();
        }
        if (known == null && random.nextInt(LOOK_EVERY) == 0) {
            known = machine.fingerprint();
        }
    }

    private void settle(String path, long answer, Expected expected) throws IOException {
        if (expected.effectOf(answer) == Effect.CHANGE) {
            known = null;
        } else if (known != null) {
            unchecked++;
            tally.checked++;
        }
        String readsBack = expected.readsBack();
        if (answer >= 0 && readsBack != null && !calls.read(path).equals(readsBack)) {
            throw failure("succeeded and then " + path + " read " + quote(calls.read(path)));
        }
        if (path.endsWith("/nr_hugepages")) {
            emptyPools();
        }
    }

    /** A pool that has all memory leaves no room for what goes offline: whoever waits for that waits for ever. */
    private void emptyPools() {
        for (FrameUse use : List.of(FrameUse.HUGE_2M, FrameUse.HUGE_1G)) {
            HugePool pool = machine.memory().pages().hugePools().of(use).orElseThrow();
            machine.memory().nodes().values().forEach(node -> pool.resize(node, 0));
        }
    }

    private void requireUnchanged() {
        if (unchecked > 0 && !machine.fingerprint().equals(known)) {
            throw failure("or one of the " + unchecked + " before it changed the machine, and should not have");
        }
        unchecked = 0;
    }

    private void tell(String path, byte[] value, long answer) {
        if (told.size() == TOLD) {
            told.removeFirst();
        }
        told.addLast(new Answer(path, value, answer));
    }

    private AssertionError failure(String what) {
        return failure(what, null);
    }

    private AssertionError failure(String what, @Nullable Throwable cause) {
        return new AssertionError(
                "%s: write %d %s\nthe last ones were%s"
                        .formatted(
                                title,
                                written,
                                what,
                                told.stream().map(each -> "\n  " + each).collect(Collectors.joining())),
                cause);
    }

    private static String quote(byte[] value) {
        String text = new String(value, ISO_8859_1);
        return quote(text.length() > 100 ? text.substring(0, 100) + "… (" + value.length + " bytes)" : text);
    }

    private static String quote(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (char each : text.toCharArray()) {
            quoted.append(
                    switch (each) {
                        case '\n' -> "\\n";
                        case '\0' -> "\\0";
                        default ->
                            each < ' ' || (each >= 127 && each < 256) ? "\\x%02x".formatted((int) each) : "" + each;
                    });
        }
        return quoted.append('"').toString();
    }

    private <E> E pick(List<E> all) {
        return all.get(random.nextInt(all.size()));
    }
}
