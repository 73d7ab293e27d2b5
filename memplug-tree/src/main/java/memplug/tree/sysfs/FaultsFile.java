package memplug.tree.sysfs;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.List;
import memplug.machine.Machine;
import memplug.machine.kernel.FaultPlan;
import memplug.machine.kernel.FaultRule;
import memplug.tree.ErrnoException;
import memplug.tree.kernfs.Attribute;
import memplug.tree.kernfs.TreeContext;
import memplug.tree.kernfs.Values;

/**
 * /sys/kernel/debug/memplug/faults, invented: each line written orders a fault, {@code clear} takes all orders back, and
 * {@code seed N} begins the sequence that decides about the improbable ones. Reading gives what is ordered still, in
 * lines that can be written again.
 */
final class FaultsFile {
    private final Machine machine;
    private final FaultLines lines;

    FaultsFile(Machine machine) {
        this.machine = machine;
        this.lines = new FaultLines(machine);
    }

    Attribute<TreeContext> attribute() {
        return Attribute.readWrite("faults", _ -> show(), (_, value, _) -> store(value));
    }

    private String show() {
        return machine.kernel().faults().rules().stream()
                .map(rule -> FaultLines.write(rule) + "\n")
                .collect(joining());
    }

    /** All lines are understood before the first takes effect. */
    private void store(String value) throws ErrnoException {
        List<Runnable> orders = new ArrayList<>();
        for (String line : value.split("\n", -1)) {
            if (!line.isBlank()) {
                orders.add(order(line.strip()));
            }
        }
        orders.forEach(Runnable::run);
    }

    private Runnable order(String line) throws ErrnoException {
        FaultPlan faults = machine.kernel().faults();
        if ("clear".equals(line)) {
            return faults::clear;
        }
        if (line.startsWith("seed ")) {
            long seed = Values.signed(line.substring("seed ".length()));
            return () -> faults.seed(seed);
        }
        FaultRule rule = lines.read(line);
        return () -> faults.add(rule);
    }
}
