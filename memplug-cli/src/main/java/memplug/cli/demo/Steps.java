package memplug.cli.demo;

import java.util.EnumMap;
import java.util.Map;
import memplug.machine.kernel.Pace;
import memplug.machine.kernel.Task;

/** Counts the steps of an operation. */
final class Steps implements Pace {
    private final Map<Kind, Integer> counts = new EnumMap<>(Kind.class);

    @Override
    public void before(Step step, Task task) {
        counts.merge(step.kind(), 1, Integer::sum);
    }

    int count(Kind kind) {
        return counts.getOrDefault(kind, 0);
    }
}
