package memplug.machine.description;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import memplug.machine.description.MachineDescription.Features;
import memplug.machine.description.MachineDescription.Kernel;

/** Reads the keys {@code kernel} and {@code features}. */
final class KernelFields {
    private KernelFields() {}

    static Fields of(Value value) {
        return value.fields(
                "command-line",
                "auto-online-blocks",
                "movable-node",
                "memmap-on-memory",
                "online-policy",
                "auto-movable-ratio",
                "auto-movable-numa-aware",
                "other");
    }

    /** {@return the kernel} What is not written follows from the command line, as it does in the kernel. */
    static Kernel kernel(Optional<Fields> written) {
        if (written.isEmpty()) {
            return Kernel.DEFAULT;
        }
        Fields at = written.get();
        String text = at.get("command-line").map(Value::line).orElse(Kernel.DEFAULT.commandLine());
        CommandLine line = new CommandLine(text);
        return new Kernel(
                text,
                at.get("auto-online-blocks")
                        .map(each -> each.word(Words.ONLINE_TYPES))
                        .or(line::autoOnlineBlocks)
                        .orElse(Kernel.DEFAULT.autoOnlineBlocks()),
                at.get("movable-node").map(Amounts::flag).orElse(line.movableNode()),
                at.get("memmap-on-memory")
                        .map(each -> each.word(Words.MEMMAP_MODES))
                        .or(line::memmapOnMemory)
                        .orElse(Kernel.DEFAULT.memmapOnMemory()),
                at.get("online-policy")
                        .map(each -> each.word(Words.ONLINE_POLICIES))
                        .or(line::onlinePolicy)
                        .orElse(Kernel.DEFAULT.onlinePolicy()),
                at.get("auto-movable-ratio")
                        .map(each -> Amounts.number(each, 0, Integer.MAX_VALUE))
                        .orElse(line.autoMovableRatio().orElse(Kernel.DEFAULT.autoMovableRatio())),
                at.get("auto-movable-numa-aware")
                        .map(Amounts::flag)
                        .or(line::autoMovableNumaAware)
                        .orElse(Kernel.DEFAULT.autoMovableNumaAware()),
                at.get("other").map(KernelFields::other).orElse(Map.of()));
    }

    private static Map<String, String> other(Value value) {
        Map<String, String> other = new LinkedHashMap<>();
        value.entries().forEach((name, each) -> other.put(name, each.line()));
        return Collections.unmodifiableMap(other);
    }

    static Features features(Optional<Value> value) {
        Features defaults = Features.DEFAULT;
        if (value.isEmpty()) {
            return defaults;
        }
        Fields at = value.get()
                .fields(
                        "hot-remove",
                        "memory-failure",
                        "probe",
                        "notifier-error-injection",
                        "crash-hotplug",
                        "online-clears-poison",
                        "page-cgroup");
        return new Features(
                at.get("hot-remove").map(Amounts::flag).orElse(defaults.hotRemove()),
                at.get("memory-failure").map(Amounts::flag).orElse(defaults.memoryFailure()),
                at.get("probe").map(Amounts::flag).orElse(defaults.probe()),
                at.get("notifier-error-injection").map(Amounts::flag).orElse(defaults.notifierErrorInjection()),
                at.get("crash-hotplug").map(Amounts::flag).orElse(defaults.crashHotplug()),
                at.get("online-clears-poison").map(Amounts::flag).orElse(defaults.onlineClearsPoison()),
                at.get("page-cgroup").map(Amounts::flag).orElse(defaults.pageCgroup()));
    }
}
