package memplug.tree.sysfs;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import memplug.machine.kernel.Pace;
import memplug.machine.kernel.Task;

/** Steps that take as long as they are told to, unless a signal comes. A value. */
final class TimedPace implements Pace {
    static final TimedPace NONE = new TimedPace(new EnumMap<>(Kind.class));

    private static final long GIB = 1L << 30;

    /** How soon a signal is noticed. */
    private static final Duration LOOK = Duration.ofMillis(5);

    private final Map<Kind, Duration> times;

    private TimedPace(Map<Kind, Duration> times) {
        this.times = Collections.unmodifiableMap(times);
    }

    /** The time for a block, or, to migrate, for a GiB. */
    Duration of(Kind kind) {
        return times.getOrDefault(kind, Duration.ZERO);
    }

    TimedPace with(Kind kind, Duration time) {
        Map<Kind, Duration> changed = new EnumMap<>(Kind.class);
        changed.putAll(times);
        changed.put(kind, time);
        return new TimedPace(changed);
    }

    @Override
    public void before(Step step, Task task) {
        Duration time = of(step.kind());
        if (!time.isZero()) {
            sleep(
                    step.kind() == Kind.MIGRATE
                            ? (long) (time.toNanos() * ((double) step.bytes() / GIB))
                            : time.toNanos(),
                    task);
        }
    }

    private static void sleep(long nanoseconds, Task task) {
        long end = System.nanoTime() + nanoseconds;
        long left = nanoseconds;
        while (left > 0 && !task.signalPending()) {
            try {
                Thread.sleep(Duration.ofNanos(Math.min(left, LOOK.toNanos())));
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return;
            }
            left = end - System.nanoTime();
        }
    }
}
