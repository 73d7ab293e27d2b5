package memplug.tree.sysfs;

import memplug.machine.Machine;
import memplug.tree.ErrnoException;
import memplug.tree.kernfs.Attribute;
import memplug.tree.kernfs.TreeContext;
import memplug.tree.kernfs.Values;

/**
 * /sys/kernel/debug/memplug/clock, invented: how many seconds have been let pass. A line {@code +50} lets 50 more pass, and
 * what waits for its time to come has its turn.
 */
final class ClockFile {
    private static final long MILLISECONDS = 1000;
    private static final long LONGEST = 1_000_000;

    private final Machine machine;

    ClockFile(Machine machine) {
        this.machine = machine;
    }

    Attribute<TreeContext> attribute() {
        return Attribute.readWrite(
                "clock", _ -> machine.kernel().milliseconds() / MILLISECONDS + "\n", (_, value, _) -> store(value));
    }

    /** All lines are understood before the first takes effect. */
    private void store(String value) throws ErrnoException {
        long seconds = 0;
        for (String line : Values.word(value).split("\n", -1)) {
            if (!line.startsWith("+")) {
                throw Values.invalid(line, "a number of seconds such as +50");
            }
            seconds += Values.unsigned(line, LONGEST);
        }
        machine.virtioMem().letTimePass(seconds * MILLISECONDS);
    }
}
