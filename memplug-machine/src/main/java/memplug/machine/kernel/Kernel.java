package memplug.machine.kernel;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import memplug.machine.kernel.Fault.Kind;
import memplug.machine.kernel.LogLine.Level;

/** What every subsystem needs from a kernel: the hotplug lock, the log, uevents, and who decides what is open. */
public final class Kernel {
    private static final int LOG_LINES = 16_384;
    private static final int UEVENTS = 262_144;
    private static final long LINE_MICROSECONDS = 100;

    private final HotplugLock lock = new HotplugLock();
    private final Journal<LogLine> log;
    private final Journal<Uevent> uevents;
    private final AtomicLong serials;
    private final AtomicLong milliseconds;
    private final FaultPlan faults;
    private volatile Choices choices = Choices.NOTHING_GOES_WRONG;
    private volatile Pace pace = Pace.NO_TIME;

    /** A kernel that has just begun to boot. */
    public Kernel() {
        log = new Journal<>(LOG_LINES);
        uevents = new Journal<>(UEVENTS);
        serials = new AtomicLong();
        milliseconds = new AtomicLong();
        faults = new FaultPlan();
    }

    private Kernel(Kernel other) {
        log = other.log.copy();
        uevents = other.uevents.copy();
        serials = new AtomicLong(other.serials.get());
        milliseconds = new AtomicLong(other.milliseconds.get());
        faults = other.faults.copy();
        choices = other.choices;
        pace = other.pace;
    }

    /** {@return an independent kernel in the same state, with the same choices and pace} */
    public Kernel copy() {
        return new Kernel(this);
    }

    /** {@return the hotplug lock} */
    public HotplugLock lock() {
        return lock;
    }

    /** {@return the kernel log} */
    public Journal<LogLine> log() {
        return log;
    }

    /** {@return the uevents sent so far} */
    public Journal<Uevent> uevents() {
        return uevents;
    }

    /** {@return the faults that were ordered ahead} They happen beside those that the {@link Choices} choose. */
    public FaultPlan faults() {
        return faults;
    }

    /**
     * Lets someone else decide what is open.
     *
     * @param newChoices who decides
     */
    public void decideBy(Choices newChoices) {
        choices = newChoices;
    }

    /**
     * Sets how long things take.
     *
     * @param newPace who is told each step
     */
    public void setPace(Pace newPace) {
        pace = newPace;
    }

    /**
     * {@return whether something goes wrong now}
     *
     * @param kind what could go wrong
     * @param address the physical address it concerns
     */
    public boolean happens(Kind kind, long address) {
        Fault fault = new Fault(kind, address);
        return choices.happens(fault) || faults.happens(fault);
    }

    /**
     * Announces a step of a long operation.
     *
     * @param kind what is about to be done
     * @param address the physical address of the block
     * @param bytes how much of it is done
     */
    public void step(Pace.Kind kind, long address, long bytes) {
        Pace.Step step = new Pace.Step(kind, address, bytes);
        lock.note(step);
        pace.before(step, lock.task());
    }

    /**
     * {@return whether a signal is pending for whoever holds the hotplug lock}
     *
     * @param address the physical address of what is being worked on
     */
    public boolean signalPending(long address) {
        Task task = lock.task();
        return task.signalPending() || (task.getsSignals() && happens(Kind.SIGNAL, address));
    }

    /** {@return a number that no other object of this machine has, to tell things of the same name apart} */
    public long nextSerial() {
        return serials.incrementAndGet();
    }

    /**
     * Writes an informational line to the log.
     *
     * @param format as for {@link String#format}
     * @param arguments as for {@link String#format}
     */
    public void info(String format, Object... arguments) {
        log(Level.INFO, format, arguments);
    }

    /**
     * Writes a warning to the log.
     *
     * @param format as for {@link String#format}
     * @param arguments as for {@link String#format}
     */
    public void warn(String format, Object... arguments) {
        log(Level.WARNING, format, arguments);
    }

    /**
     * Writes an error to the log.
     *
     * @param format as for {@link String#format}
     * @param arguments as for {@link String#format}
     */
    public void error(String format, Object... arguments) {
        log(Level.ERROR, format, arguments);
    }

    private void log(Level level, String format, Object... arguments) {
        String text = String.format(Locale.ROOT, format, arguments);
        synchronized (log) {
            long sequence = log.count();
            long microseconds = milliseconds() * 1000 + (sequence + 1) * LINE_MICROSECONDS;
            log.add(new LogLine(sequence, level, microseconds, text));
        }
    }

    /** {@return how many milliseconds have been let pass since boot: by itself the clock stands still} */
    public long milliseconds() {
        return milliseconds.get();
    }

    /**
     * Sets the clock.
     *
     * @param now the milliseconds since boot, not before those that have passed
     */
    public void setMilliseconds(long now) {
        milliseconds.accumulateAndGet(now, Math::max);
    }

    /**
     * Sends a uevent.
     *
     * @param action what happened
     * @param devicePath the device's directory below /sys
     * @param subsystem its bus or class
     * @param environment further {@code NAME=value} pairs
     */
    public void uevent(String action, String devicePath, String subsystem, String... environment) {
        synchronized (uevents) {
            uevents.add(new Uevent(uevents.count() + 1, action, devicePath, subsystem, List.of(environment)));
        }
    }
}
