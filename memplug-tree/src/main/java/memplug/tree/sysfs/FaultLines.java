package memplug.tree.sysfs;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import memplug.machine.Machine;
import memplug.machine.dax.DaxDevice;
import memplug.machine.dax.DaxRange;
import memplug.machine.kernel.Fault;
import memplug.machine.kernel.FaultRule;
import memplug.machine.kernel.FaultRule.Place;
import memplug.machine.mm.BlockId;
import memplug.machine.phys.PhysicalRange;
import memplug.tree.Errno;
import memplug.tree.ErrnoException;
import memplug.tree.kernfs.Values;
import org.jspecify.annotations.Nullable;

/**
 * Faults as lines of text: {@code PLACE: WHAT}, and perhaps {@code , step N} (the Nth time that it could happen), how
 * often ({@code , 3 times} or {@code , always}; else once) and {@code , N%}.
 *
 * <p>A place is {@code block N}, {@code range N} (of the only dax device, counted from 0), {@code daxX.Y range N},
 * {@code any}, or {@code step N} for {@code any} and the Nth time.
 */
final class FaultLines {
    private static final Pattern LINE =
            Pattern.compile("(?<place>[^:]+): (?<what>[A-Za-z ]+?)(, step (?<step>\\d{1,9}))?"
                    + "(, ((?<times>\\d{1,9}) times|(?<always>always)))?(, (?<percent>\\d{1,3})%)?");
    private static final Pattern BLOCK = Pattern.compile("block (\\d{1,9})");
    private static final Pattern STEP = Pattern.compile("step (\\d{1,9})");
    private static final Pattern RANGE = Pattern.compile("(?:(dax\\d+\\.\\d+) )?range (\\d{1,4})");

    /** What can go wrong, as it is written: what it is done to stands between the two parts. */
    private enum What {
        ONLINE_VETO(Fault.Kind.ONLINE_VETO, "", "online veto"),
        OFFLINE_VETO(Fault.Kind.OFFLINE_VETO, "", "offline veto"),
        UNMOVABLE_PAGE(Fault.Kind.UNMOVABLE_PAGE, "", "unmovable page"),
        MIGRATION_FAILURE(Fault.Kind.MIGRATION_FAILURE, "", "migration failure"),
        SIGNAL(Fault.Kind.SIGNAL, "", "signal"),
        NO_MEMORY_TO_ADD(Fault.Kind.NO_MEMORY_TO_ADD, "add of ", "ENOMEM"),
        NO_MEMORY_TO_OFFLINE(Fault.Kind.NO_MEMORY_TO_OFFLINE, "offline of ", "ENOMEM"),
        NO_MEMORY_TO_DISSOLVE(Fault.Kind.NO_MEMORY_TO_DISSOLVE, "dissolve in ", "ENOMEM"),
        NO_MEMORY_TO_UNPLUG(Fault.Kind.NO_MEMORY_TO_UNPLUG, "unplug of ", "ENOMEM"),
        RESERVATION_CONFLICT(Fault.Kind.RESERVATION_CONFLICT, "", "reservation conflict"),
        HYPERVISOR_BUSY(Fault.Kind.HYPERVISOR_BUSY, "", "hypervisor busy"),
        HYPERVISOR_ERROR(Fault.Kind.HYPERVISOR_ERROR, "", "hypervisor error"),
        EJECT_FAILURE(Fault.Kind.EJECT_FAILURE, "", "eject failure"),
        EJECT_INCOMPLETE(Fault.Kind.EJECT_INCOMPLETE, "", "eject incomplete");

        private final Fault.Kind kind;
        private final String before;
        private final String after;

        What(Fault.Kind kind, String before, String after) {
            this.kind = kind;
            this.before = before;
            this.after = after;
        }

        private static Optional<What> of(String place, String after) {
            return Arrays.stream(values())
                    .filter(what -> what.after.equals(after) && place.startsWith(what.before))
                    .findFirst();
        }

        private static What of(Fault.Kind kind) {
            return Arrays.stream(values())
                    .filter(what -> what.kind == kind)
                    .findFirst()
                    .orElseThrow();
        }
    }

    private final Machine machine;

    FaultLines(Machine machine) {
        this.machine = machine;
    }

    static String write(FaultRule rule) {
        What what = What.of(rule.kind());
        return what.before + rule.place().name() + ": " + what.after
                + (rule.after() == 0 ? "" : ", step " + (rule.after() + 1))
                + (rule.times() == 1 ? "" : rule.times() == FaultRule.ALWAYS ? ", always" : times(rule))
                + (rule.percent() == 100 ? "" : ", " + rule.percent() + "%");
    }

    private static String times(FaultRule rule) {
        return ", " + rule.times() + " times";
    }

    FaultRule read(String line) throws ErrnoException {
        Matcher parts = LINE.matcher(line);
        if (!parts.matches()) {
            throw Values.invalid(line, "a fault");
        }
        What what = What.of(parts.group("place"), parts.group("what"))
                .orElseThrow(() -> Values.invalid(line, "something that can go wrong"));
        String name = parts.group("place").substring(what.before.length());
        Matcher step = STEP.matcher(name);
        boolean onlyStep = step.matches();
        return new FaultRule(
                what.kind,
                onlyStep ? Place.any("any") : place(name),
                number(onlyStep ? step.group(1) : parts.group("step"), Integer.MAX_VALUE) - 1,
                parts.group("always") != null ? FaultRule.ALWAYS : number(parts.group("times"), Integer.MAX_VALUE),
                (int) (parts.group("percent") == null ? 100 : number(parts.group("percent"), 100)));
    }

    private static long number(@Nullable String digits, int max) throws ErrnoException {
        if (digits == null) {
            return 1;
        }
        long number = Long.parseLong(digits);
        if (number < 1 || number > max) {
            throw Values.invalid(digits, "a number from 1 to " + max);
        }
        return number;
    }

    private Place place(String name) throws ErrnoException {
        Matcher block = BLOCK.matcher(name);
        Matcher range = RANGE.matcher(name);
        if ("any".equals(name)) {
            return Place.any(name);
        }
        if (block.matches()) {
            return place(name, machine.memory().blockSize().rangeOf(new BlockId(Long.parseLong(block.group(1)))));
        }
        if (range.matches()) {
            return place(name, range(name, range.group(1), Integer.parseInt(range.group(2))));
        }
        throw Values.invalid(name, "a place");
    }

    private static Place place(String name, PhysicalRange range) {
        return new Place(name, range.start(), range.end());
    }

    private PhysicalRange range(String name, @Nullable String deviceName, int number) throws ErrnoException {
        List<DaxRange> ranges = device(name, deviceName).ranges();
        if (number >= ranges.size()) {
            int last = ranges.size() - 1;
            throw new ErrnoException(
                    Errno.EINVAL,
                    "there is no " + name + (last < 0 ? "" : "; expected 0" + (last == 0 ? "" : " to " + last)));
        }
        return ranges.get(number).range();
    }

    /** The device of the given name or, without one, the only one. */
    private DaxDevice device(String place, @Nullable String name) throws ErrnoException {
        List<DaxDevice> devices = machine.dax().regions().values().stream()
                .flatMap(region -> machine.dax().devicesOf(region).stream())
                .toList();
        List<DaxDevice> meant = devices.stream()
                .filter(each -> name == null || each.name().equals(name))
                .toList();
        if (meant.size() == 1) {
            return meant.getFirst();
        }
        String names = devices.stream().map(DaxDevice::name).collect(Collectors.joining(", "));
        throw new ErrnoException(
                Errno.EINVAL,
                devices.isEmpty()
                        ? "there is no dax device for " + place
                        : name == null
                                ? place + " of which device? expected daxX.Y range N, of " + names
                                : "there is no " + name + "; expected " + names);
    }
}
