package memplug.tree.sysfs;

import static java.util.stream.Collectors.joining;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import memplug.machine.Machine;
import memplug.machine.kernel.Pace;
import memplug.machine.kernel.Pace.Kind;
import memplug.machine.kernel.Progress;
import memplug.tree.ErrnoException;
import memplug.tree.kernfs.Attribute;
import memplug.tree.kernfs.TreeContext;
import memplug.tree.kernfs.Values;

/**
 * /sys/kernel/debug/memplug/{pace,progress}, invented: how long steps take, and which one is being taken. A line written
 * to {@code pace} is {@code offline 100ms}, with the name of a step and the time for a block of it, or for a GiB of it
 * if the step is {@code migrate}; {@code none} is no time for any.
 */
final class PaceFile {
    private static final Pattern LINE = Pattern.compile("(?<step>[a-z]+) (?<number>\\d{1,6})(?<unit>us|ms|s)");

    private final Machine machine;
    private TimedPace pace = TimedPace.NONE;

    PaceFile(Machine machine) {
        this.machine = machine;
    }

    Attribute<TreeContext> attribute() {
        return Attribute.readWrite("pace", _ -> show(), (_, value, _) -> store(value));
    }

    Attribute<TreeContext> progress() {
        return Attribute.readOnly("progress", _ -> showProgress());
    }

    private synchronized String show() {
        return Arrays.stream(Kind.values())
                .map(kind -> word(kind) + " " + amount(pace.of(kind)) + "\n")
                .collect(joining());
    }

    private String showProgress() {
        Optional<Progress> progress = machine.kernel().lock().progress();
        return progress.map(this::text).orElse("nothing under way") + "\n";
    }

    private String text(Progress progress) {
        Pace.Step step = progress.step();
        return word(step.kind()) + " " + machine.memory().blockSize().blockAt(step.address()) + ", step "
                + progress.number();
    }

    private static String word(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    private static String amount(Duration time) {
        long microseconds = time.toNanos() / 1000;
        return microseconds % 1000 == 0 ? microseconds / 1000 + "ms" : microseconds + "us";
    }

    /** All lines are understood before the first takes effect. */
    private synchronized void store(String value) throws ErrnoException {
        TimedPace next = pace;
        for (String line : value.split("\n", -1)) {
            if (!line.isBlank()) {
                next = changed(next, line.strip());
            }
        }
        pace = next;
        machine.kernel().setPace(next);
    }

    private static TimedPace changed(TimedPace before, String line) throws ErrnoException {
        if ("none".equals(line)) {
            return TimedPace.NONE;
        }
        Matcher parts = LINE.matcher(line);
        if (!parts.matches()) {
            throw Values.invalid(line, "a step and a time");
        }
        Kind kind = Arrays.stream(Kind.values())
                .filter(each -> word(each).equals(parts.group("step")))
                .findFirst()
                .orElseThrow(() -> Values.invalid(line, "a step"));
        return before.with(kind, time(Long.parseLong(parts.group("number")), parts.group("unit")));
    }

    private static Duration time(long number, String unit) {
        return switch (unit) {
            case "us" -> Duration.ofNanos(number * 1000);
            case "ms" -> Duration.ofMillis(number);
            default -> Duration.ofSeconds(number);
        };
    }
}
