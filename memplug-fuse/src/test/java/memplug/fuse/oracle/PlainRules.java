package memplug.fuse.oracle;

import static memplug.tree.Errno.EINVAL;
import static memplug.tree.Errno.ERANGE;
import static memplug.tree.Errno.ESRCH;

import java.math.BigInteger;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import memplug.machine.Machine;
import memplug.machine.mm.BlockId;
import memplug.machine.mm.Memory;

/** Files that only take a value: parameters, switches, uevents, the log. */
final class PlainRules {
    private static final String PARAMETERS = "sys/module/memory_hotplug/parameters/";
    private static final String HUGEPAGES = "sys/devices/system/node/*/hugepages/*/";
    private static final String UUID = "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}";
    private static final String ACTION = "add|remove|change|move|online|offline|bind|unbind";
    private static final Pattern SYNTHETIC =
            Pattern.compile("(%s)( %s( [A-Za-z0-9]+=[A-Za-z0-9]+)*)?".formatted(ACTION, UUID));

    /** What the kernel takes and is hardly meant: keys and values of no length, or in Latin-1. */
    private static final Pattern NEARLY_SYNTHETIC =
            Pattern.compile("(%s) %s( [\\w\\x80-\\xff&&[^_]]*=[\\w\\x80-\\xff&&[^_]]*)+".formatted(ACTION, UUID));

    private static final BigInteger TWO_MIB = BigInteger.valueOf(2 << 20);
    private static final BigInteger LARGEST_ERROR = BigInteger.valueOf(-4095);
    private static final int LONGEST_LINE = 1024;

    /** An event with about so many values, or bytes, has no room. As include/linux/kobject.h: UEVENT_NUM_ENVP. */
    private static final int MOST_WORDS = 50;

    private static final int LONGEST_UEVENT = 1000;

    /** How much of what is written to a file of debugfs counts. As fs/libfs.c: struct simple_attr. */
    private static final int SIMPLE_ATTRIBUTE_BYTES = 23;

    private final Memory memory;
    private final Machine machine;

    PlainRules(Machine machine) {
        this.machine = machine;
        this.memory = machine.memory();
    }

    void addTo(WriteRules rules) {
        rules.add("uevent", "sys/.*/uevent", (_, written) -> uevent(written));
        rules.add("auto_movable_numa_aware", PARAMETERS + "auto_movable_numa_aware", truth("Y\n", "N\n"));
        rules.add("auto_movable_ratio", PARAMETERS + "auto_movable_ratio", WriteRules.text(PlainRules::ratio));
        rules.add("online_policy", PARAMETERS + "online_policy", WriteRules.text(PlainRules::policy));
        rules.add("demotion_enabled", "sys/kernel/mm/numa/demotion_enabled", truth("true\n", "false\n"));
        rules.add(
                "drivers_autoprobe",
                "sys/bus/*/drivers_autoprobe",
                WriteRules.text(text -> Expected.doneAndReads(text.startsWith("0") ? "0\n" : "1\n")));
        addProbes(rules);
        rules.add("compact", "sys/devices/system/node/*/compact", (_, _) -> Expected.nothing());
        rules.add("nr_hugepages", HUGEPAGES + "nr_hugepages", WriteRules.text(PlainRules::pool));
        rules.add("demote", HUGEPAGES + "demote", WriteRules.text(PlainRules::hugePages));
        rules.add("demote_size", HUGEPAGES + "demote_size", WriteRules.text(PlainRules::demoteSize));
        rules.add(
                "notifier error",
                "sys/kernel/debug/notifier-error-inject/memory/actions/*/error",
                WriteRules.text(PlainRules::injected));
        addInvented(rules);
        rules.add("kmsg", "dev/kmsg", (_, written) -> line(written));
    }

    /** What no kernel has. No line that orders anything is written at random. */
    private static void addInvented(WriteRules rules) {
        String directory = "sys/kernel/debug/memplug/";
        rules.add("workload", directory + "workload", WriteRules.text(_ -> Expected.error(EINVAL, ESRCH)));
        rules.add("faults", directory + "faults", WriteRules.text(PlainRules::unlessBlank));
        rules.add("pace", directory + "pace", WriteRules.text(PlainRules::unlessBlank));
        rules.add("virtio-mem", directory + "virtio-mem", WriteRules.text(_ -> Expected.error(EINVAL)));
        rules.add(
                "clock",
                directory + "clock",
                WriteRules.text(
                        text -> text.startsWith("+") ? Expected.done().or(EINVAL, ERANGE) : Expected.error(EINVAL)));
    }

    private static Expected unlessBlank(String text) {
        return text.isBlank() ? Expected.nothing() : Expected.error(EINVAL);
    }

    private void addProbes(WriteRules rules) {
        addProbe(rules, "memory", this::isBlock);
        addProbe(
                rules, "node", name -> memory.onlineNodes().stream().anyMatch(node -> name.equals("node" + node.id())));
        addProbe(
                rules,
                "cpu",
                name -> machine.description().nodes().stream()
                        .flatMap(node -> node.cpus().stream())
                        .anyMatch(cpu -> name.equals("cpu" + cpu)));
        addProbe(
                rules,
                "memory_tiering",
                name -> memory.tiers().tiers().keySet().stream().anyMatch(tier -> name.equals("memory_tier" + tier)));
        addProbe(
                rules,
                "acpi",
                name -> machine.memoryDevices().slots().values().stream()
                        .anyMatch(slot -> slot.deviceName().equals(name)));
        // What else is on the platform bus is not modelled.
        addProbe(rules, "platform", _ -> false);
    }

    private boolean isBlock(String name) {
        return name.matches("memory(0|[1-9]\\d{0,15})")
                && memory.block(new BlockId(Long.parseLong(name.substring(6)))).isPresent();
    }

    /** As drivers/base/bus.c: drivers_probe_store(), on a bus that has no drivers. */
    private static void addProbe(WriteRules rules, String bus, Predicate<String> isDevice) {
        rules.add(
                "drivers_probe",
                "sys/bus/" + bus + "/drivers_probe",
                WriteRules.text(
                        text -> isDevice.test(KernelText.name(text)) ? Expected.nothing() : Expected.error(EINVAL)));
    }

    private static WriteRules.Verdict truth(String yes, String no) {
        return WriteRules.text(text -> {
            Boolean truth = KernelText.truth(text);
            return truth == null ? Expected.error(EINVAL) : Expected.doneAndReads(truth ? yes : no);
        });
    }

    private static Expected ratio(String text) {
        var ratio = KernelText.unsignedInt(text, 0);
        return ratio.error() == null ? Expected.doneAndReads(ratio.value() + "\n") : Expected.error(ratio.error());
    }

    private static Expected policy(String text) {
        return oneOf(List.of("contig-zones", "auto-movable"), text, word -> word + "\n");
    }

    private static Expected oneOf(List<String> words, String text, Function<String, String> shown) {
        return words.stream()
                .filter(word -> KernelText.is(text, word))
                .findFirst()
                .map(word -> Expected.doneAndReads(shown.apply(word)))
                .orElse(Expected.error(EINVAL));
    }

    private static Expected hugePages(String text) {
        var number = KernelText.unsignedLong(text, 10);
        return number.error() == null ? Expected.nothing() : Expected.error(number.error());
    }

    private static Expected pool(String text) {
        return hugePages(text).equals(Expected.nothing()) ? Expected.done() : hugePages(text);
    }

    private static Expected demoteSize(String text) {
        return KernelText.size(text).equals(TWO_MIB) ? Expected.nothing() : Expected.error(EINVAL);
    }

    /** As lib/notifier-error-inject.c: the number is made an int, and that brought into -4095 to 0. */
    private static Expected injected(String text) {
        if (text.length() > SIMPLE_ATTRIBUTE_BYTES) {
            return Expected.done().or(EINVAL, ERANGE);
        }
        var number = KernelText.signedLong(text, 0);
        if (number.error() != null) {
            return Expected.error(number.error());
        }
        BigInteger error =
                BigInteger.valueOf(number.value().intValue()).max(LARGEST_ERROR).min(BigInteger.ZERO);
        return Expected.doneAndReads(error + "\n");
    }

    /** As lib/kobject_uevent.c: kobject_synth_uevent(), which goes by the length of what was written and not by NULs. */
    private static Expected uevent(Written written) {
        String text = written.bytes();
        String line = text.endsWith("\n") || text.endsWith("\0") ? text.substring(0, text.length() - 1) : text;
        boolean hasRoom = line.length() < LONGEST_UEVENT && line.split(" ", -1).length < MOST_WORDS;
        if (!hasRoom) {
            return SYNTHETIC.matcher(line).lookingAt() ? Expected.nothing().or(EINVAL) : Expected.error(EINVAL);
        }
        if (SYNTHETIC.matcher(line).matches()) {
            return Expected.nothing();
        }
        boolean unclear =
                text.indexOf('\0') >= 0 || NEARLY_SYNTHETIC.matcher(line).matches();
        return unclear ? Expected.nothing().or(EINVAL) : Expected.error(EINVAL);
    }

    /** As kernel/printk/printk.c: devkmsg_write(). The log is no part of the machine's state. */
    private static Expected line(Written written) {
        return written.bytes().length() <= LONGEST_LINE ? Expected.nothing() : Expected.error(EINVAL);
    }
}
