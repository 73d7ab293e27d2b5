package memplug.machine.description;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import memplug.machine.description.MachineDescription.Features;
import memplug.machine.description.MachineDescription.Kernel;

/** Captures parameters, and what the kernel was built with. */
final class CapturedKernel {
    private static final String PARAMETERS = "sys/module/memory_hotplug/parameters";
    private static final String MEMORY = "sys/devices/system/memory/";
    private static final List<String> KNOWN =
            List.of("memmap_on_memory", "online_policy", "auto_movable_ratio", "auto_movable_numa_aware");

    private final Root root;

    CapturedKernel(Root root) {
        this.root = root;
    }

    Kernel kernel() {
        String text = Quoted.printable(root.text("proc/cmdline").orElse(""));
        CommandLine line = new CommandLine(text);
        Kernel defaults = Kernel.DEFAULT;
        if (!root.has(MEMORY)) {
            root.note("/sys/devices/system/memory is missing: this kernel has no memory hotplug");
        }
        return new Kernel(
                text,
                word(MEMORY + "auto_online_blocks", Words.ONLINE_TYPES)
                        .or(line::autoOnlineBlocks)
                        .orElse(defaults.autoOnlineBlocks()),
                line.movableNode(),
                word(PARAMETERS + "/memmap_on_memory", Words.MEMMAP_MODES).orElse(defaults.memmapOnMemory()),
                word(PARAMETERS + "/online_policy", Words.ONLINE_POLICIES).orElse(defaults.onlinePolicy()),
                root.text(PARAMETERS + "/auto_movable_ratio")
                        .map(each -> Numbers.small(each).orElse(Integer.MAX_VALUE))
                        .orElse(defaults.autoMovableRatio()),
                root.text(PARAMETERS + "/auto_movable_numa_aware")
                        .map(each -> each.equals("Y"))
                        .orElse(defaults.autoMovableNumaAware()),
                other());
    }

    private Optional<String> word(String file, Map<String, String> words) {
        return root.text(file).filter(words::containsKey);
    }

    private Map<String, String> other() {
        Map<String, String> other = new LinkedHashMap<>();
        for (String name : root.names(PARAMETERS)) {
            if (!KNOWN.contains(name)) {
                root.text(PARAMETERS + "/" + name)
                        .ifPresent(value -> other.put("memory_hotplug." + name, Quoted.printable(value)));
            }
        }
        return Collections.unmodifiableMap(other);
    }

    Features features() {
        boolean hotRemove = root.names(MEMORY).stream()
                .filter(each -> Numbers.suffix(each, "memory").isPresent())
                .findFirst()
                .flatMap(each -> root.text(MEMORY + each + "/removable"))
                .filter("1"::equals)
                .isPresent();
        if (!root.names("sys/kernel").contains("debug")
                || root.names("sys/kernel/debug").isEmpty()) {
            root.note("/sys/kernel/debug shows nothing, so there is no notifier error injection");
        }
        return new Features(
                hotRemove,
                root.has(MEMORY + "soft_offline_page"),
                root.has(MEMORY + "probe"),
                root.has("sys/kernel/debug/notifier-error-inject/memory"),
                root.text(MEMORY + "crash_hotplug").filter("1"::equals).isPresent(),
                Features.DEFAULT.onlineClearsPoison(),
                Features.DEFAULT.pageCgroup());
    }

    /** {@return whether the CPUs say that they are virtual} */
    boolean isVirtual() {
        return root.text("proc/cpuinfo").orElse("").contains(" hypervisor");
    }
}
