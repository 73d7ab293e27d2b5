package memplug.tree;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import memplug.machine.Machine;
import memplug.machine.kernel.LogLine;
import memplug.machine.kernel.Uevent;
import memplug.machine.mm.BlockId;
import memplug.machine.mm.MemoryChange;
import memplug.machine.mm.Notifiers.Event;

/**
 * Does to a machine what was done to a real kernel, and shows line by line what a transcript shows of that kernel: results
 * of writes, the kernel log, uevents, and contents of files.
 */
final class KernelTranscript {
    private static final String MEMORY = "/sys/devices/system/memory/";
    private static final String DEVICE = "/sys/bus/dax/devices/dax0.0/";
    private static final String NODE = "/sys/devices/system/node/";
    private static final Pattern WRITE =
            Pattern.compile("(\\$ (?:write|quietly) (\\S+) <- \"(.*)\")(?:  => (\\w+).*)?");
    private static final Pattern EACH = Pattern.compile("(\\$ each block <- \"(\\w+)\")  => .*");
    private static final Pattern VETO = Pattern.compile("\\$ veto (\\w+)(?: memory(\\d+) (-\\d+))?");
    private static final Pattern FILE = Pattern.compile("(/\\S+): '.*'");
    private static final Pattern BLOCK = Pattern.compile("(\\d+)=[^=]+(?= |$)");
    private static final Pattern SHORT_BLOCK = Pattern.compile("memory(\\d+)=[^=]+=\\d");
    private static final Pattern ZONE = Pattern.compile("    zoneinfo\\| Node (\\d) (\\w+) .*");

    private final Machine machine;
    private final Shell shell;
    private final List<String> shown = new ArrayList<>();
    private final Map<Event, Refused> refused = new EnumMap<>(Event.class);
    private long logged;
    private long told;
    private boolean isLogDue;

    /** What is refused for a block, and with what. */
    private record Refused(long block, int number) {}

    KernelTranscript(Machine machine) {
        this.machine = machine;
        this.shell = new Shell(MachineTree.of(machine));
        this.logged = machine.kernel().log().count();
        this.told = machine.kernel().uevents().count();
    }

    /** Registers a notifier that is told first, and writes what it is told to the log. */
    KernelTranscript withNotifier() {
        machine.memory().notifiers().register(Integer.MAX_VALUE, this::note);
        return this;
    }

    private int note(Event event, MemoryChange change) {
        int pages = machine.memory().blockSize().pages();
        long pfn = change.block().number() * pages;
        boolean isPlain = event == Event.MEM_PREPARE_ONLINE || event == Event.MEM_FINISH_OFFLINE;
        machine.kernel()
                .info(
                        "memnote: %s altmap=%x+0 start_pfn=0x%x nr_pages=%d status_change_nid_normal=%s status_change_nid=%s",
                        event,
                        isPlain ? pfn : 0,
                        pfn,
                        pages,
                        isPlain ? "0" : number(change.normalNode()),
                        isPlain ? "0" : number(change.node()));
        Refused refusal = refused.get(event);
        return refusal != null && change.block().equals(new BlockId(refusal.block())) ? refusal.number() : 0;
    }

    private static String number(OptionalInt node) {
        return Integer.toString(node.orElse(-1));
    }

    /** What is shown instead of the lines of a transcript; the same lines, if the machine is like the kernel. */
    List<String> replay(List<String> lines) throws ErrnoException {
        for (String line : lines) {
            if (line.startsWith("$ ")) {
                takeLogIfDue();
                act(line);
            } else if (line.startsWith("    dmesg| ")) {
                takeLog();
            } else if (line.startsWith("      UEVENT ")) {
                takeUevents();
            } else {
                takeLogIfDue();
                shown.add(show(line));
            }
        }
        return shown;
    }

    private void act(String line) throws ErrnoException {
        Matcher write = WRITE.matcher(line);
        Matcher each = EACH.matcher(line);
        Matcher veto = VETO.matcher(line);
        if (write.matches() && line.startsWith("$ quietly")) {
            shown.add(line);
            write(write.group(2), write.group(3));
            forgetLog();
        } else if (write.matches()) {
            told = machine.kernel().uevents().count();
            shown.add(write.group(1) + "  => " + write(write.group(2), write.group(3)));
            isLogDue = true;
        } else if (each.matches()) {
            List<String> results = IntStream.rangeClosed(33, 39)
                    .mapToObj(block -> write("memory" + block + "/state", each.group(2)))
                    .distinct()
                    .toList();
            shown.add(each.group(1) + "  => " + String.join(", ", results));
        } else if (veto.matches()) {
            shown.add(line);
            refuse(veto);
        }
    }

    private void refuse(Matcher veto) {
        if (veto.group(2) == null) {
            refused.clear();
        } else {
            refused.put(
                    Event.valueOf(veto.group(1)),
                    new Refused(Long.parseLong(veto.group(2)), Integer.parseInt(veto.group(3))));
        }
    }

    private String write(String path, String value) {
        try {
            return "ok " + shell.write(path.startsWith("/") ? path : MEMORY + path, value.replace("\\n", "\n"));
        } catch (ErrnoException e) {
            return "errno %s(%d)".formatted(e.name(), e.number());
        }
    }

    private void takeLogIfDue() {
        if (isLogDue) {
            takeLog();
        }
    }

    private void takeLog() {
        machine.kernel().log().since(logged).stream()
                .map(LogLine::text)
                .filter(text -> !text.matches("(page|flags): ?.*"))
                .map(text -> ("    dmesg| " + text).stripTrailing())
                .forEach(shown::add);
        forgetLog();
    }

    private void forgetLog() {
        logged = machine.kernel().log().count();
        isLogDue = false;
    }

    private void takeUevents() {
        takeLogIfDue();
        List<Uevent> uevents = machine.kernel().uevents().since(told);
        if (uevents.isEmpty() && !shown.getLast().startsWith("      UEVENT ")) {
            shown.add("      UEVENT none");
        }
        uevents.stream().map(KernelTranscript::uevent).forEach(shown::add);
        told = machine.kernel().uevents().count();
    }

    private static String uevent(Uevent uevent) {
        List<String> parts = new ArrayList<>(List.of(
                "      UEVENT",
                uevent.action() + "@" + uevent.devicePath(),
                "ACTION=" + uevent.action(),
                "DEVPATH=" + uevent.devicePath(),
                "SUBSYSTEM=" + uevent.subsystem()));
        parts.addAll(uevent.environment());
        return String.join(" | ", parts);
    }

    private String show(String line) throws ErrnoException {
        Matcher file = FILE.matcher(line);
        Matcher zone = ZONE.matcher(line);
        if (file.matches()) {
            return file.group(1) + ": '" + shell.read(file.group(1)).replace("\n", "\\n") + "'";
        } else if (zone.matches()) {
            return "    zoneinfo| Node %s %s %s".formatted(zone.group(1), zone.group(2), zone(zone));
        } else if (line.startsWith("    blocks: ")) {
            return BLOCK.matcher(line).replaceAll(block -> block.group(1) + "=" + block(block.group(1)));
        } else if (line.startsWith("memory")) {
            return SHORT_BLOCK.matcher(line).replaceAll(block -> shortBlock(block.group(1)));
        } else if (line.startsWith("    dax0.0/state=")) {
            return device();
        } else if (line.startsWith("    iomem| ")) {
            return lineOf("/proc/iomem", line, line.substring("    iomem| ".length()));
        } else if (line.startsWith("MemTotal:")) {
            return lineOf("/proc/meminfo", line, line);
        } else if (line.startsWith("nr_memmap")) {
            return lineOf("/proc/vmstat", line, line);
        }
        return line;
    }

    private String lineOf(String path, String line, String wanted) throws ErrnoException {
        String text = shell.read(path);
        return text.lines().anyMatch(wanted::equals) ? line : "not in " + path + ": " + wanted + "; it has\n" + text;
    }

    private String zone(Matcher wanted) throws ErrnoException {
        Matcher zone = Pattern.compile("(?s)Node " + wanted.group(1) + ", zone +" + wanted.group(2)
                        + "\n.*?spanned +(\\d+)\n +present +(\\d+)\n +managed +(\\d+)")
                .matcher(shell.read("/proc/zoneinfo"));
        return zone.find()
                ? "spanned=%s present=%s managed=%s".formatted(zone.group(1), zone.group(2), zone.group(3))
                : "is absent";
    }

    private String block(String number) {
        String block = MEMORY + "memory" + number + "/";
        return has(block) ? content(block + "state") + "[" + content(block + "valid_zones") + "]" : "absent";
    }

    private String shortBlock(String number) {
        String block = MEMORY + "memory" + number + "/";
        return "memory%s=%s/%s[%s]removable=%s"
                .formatted(
                        number,
                        content(block + "state"),
                        content(block + "online"),
                        content(block + "valid_zones"),
                        content(block + "removable"));
    }

    private String device() throws ErrnoException {
        Matcher total = Pattern.compile("MemTotal: +(.*)").matcher(shell.read("/proc/meminfo"));
        String driver = ((SymbolicLink) shell.find(DEVICE + "driver", false)).target();
        return "    dax0.0/state='%s' driver=%s MemTotal=%s has_memory=%s nodes_online=%s"
                .formatted(
                        content(DEVICE + "state"),
                        driver.substring(driver.lastIndexOf('/') + 1),
                        total.find() ? total.group(1) : "unknown",
                        content(NODE + "has_memory"),
                        content(NODE + "online"));
    }

    private boolean has(String path) {
        try {
            shell.find(path, true);
            return true;
        } catch (ErrnoException _) {
            return false;
        }
    }

    private String content(String path) {
        try {
            return shell.read(path).strip();
        } catch (ErrnoException e) {
            return e.name();
        }
    }
}
