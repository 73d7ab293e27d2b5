package memplug.tree;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import memplug.machine.Machine;
import memplug.machine.acpi.DimmSlot;
import memplug.machine.kernel.LogLine;
import memplug.machine.kernel.Uevent;
import memplug.machine.mm.FrameUse;
import memplug.machine.mm.PageAllocator.Contents;
import memplug.machine.mm.PageSpan;

/**
 * Does to a machine what was done to a real kernel, and says line by line what it shows instead. Left out are the dumps of
 * single pages, of which only the reason is compared, and where the kernel puts what cannot be moved: that is placed.
 */
final class DimmTranscript {
    private static final String ACPI = "/sys/bus/acpi/devices/";
    private static final String MEMORY = "/sys/devices/system/memory/";
    private static final Pattern WRITE = Pattern.compile("\\$ write (\\S+) <- \"(.*)\" +=> (ok (\\d+)|errno (\\w+)).*");
    private static final Pattern DEVICE =
            Pattern.compile("\\$ \\(qemu monitor\\) device_add pc-dimm,id=(\\w+),memdev=(\\w+),node=(\\d)");
    private static final Pattern BACKEND =
            Pattern.compile("\\$ \\(qemu monitor\\) object_add memory-backend-ram,id=(\\w+),size=(\\d+[MG])");
    private static final Pattern CONTENT = Pattern.compile("(/sys/\\S+): ('(.*)'|errno (\\w+).*)");
    private static final Pattern BLOCK = Pattern.compile("memory(\\d+)");

    private final Machine machine;
    private final Shell shell;
    private final List<String> disagreements = new ArrayList<>();
    private final Map<String, String> backends = new LinkedHashMap<>();
    private final Map<String, String> backendOf = new LinkedHashMap<>();
    private final List<PageSpan> held = new ArrayList<>();
    private long logged;
    private long told;
    private String section = "";
    private int compared;

    DimmTranscript(Machine machine) {
        this.machine = machine;
        this.shell = new Shell(MachineTree.of(machine));
    }

    List<String> disagreements(List<String> lines) throws ErrnoException {
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.startsWith("## ")) {
                begin(line.substring(3));
            } else if (line.startsWith("$ ")) {
                act(line);
                List<String> after = lines.subList(i + 1, nextAction(lines, i + 1));
                compareAll(line, after, "    dmesg\\| \\[.*?\\] (.*)", log());
                compareAll(line, after, "      UEVENT \\| (\\S+) \\|.*", uevents(after));
                compareAll(line, after, "    mon\\| (.*)", monitor(line));
            } else if (line.startsWith("    hotplugged blocks:")) {
                compareAll(line, group(lines, i + 1), "    iomem\\| (.*)", iomem());
                show(line);
            } else {
                show(line);
            }
        }
        return disagreements;
    }

    /** How many lines were compared. */
    int compared() {
        return compared;
    }

    private static int nextAction(List<String> lines, int from) {
        int next = from;
        while (next < lines.size() && !lines.get(next).startsWith("$ ")) {
            next++;
        }
        return next;
    }

    private static List<String> group(List<String> lines, int from) {
        int end = from;
        while (end < lines.size() && lines.get(end).startsWith("    iomem|")) {
            end++;
        }
        return lines.subList(from, end);
    }

    private void begin(String name) {
        section = name;
        if (name.startsWith("node1 DIMM in use")) {
            machine.workload().start("hold", 200L << 20, 1);
        } else if (name.startsWith("device_del again")) {
            held.forEach(machine.memory().pages()::free);
            held.clear();
        }
    }

    private void act(String line) throws ErrnoException {
        logged = machine.kernel().log().count();
        told = machine.kernel().uevents().count();
        Matcher write = WRITE.matcher(line);
        Matcher device = DEVICE.matcher(line);
        Matcher backend = BACKEND.matcher(line);
        if (write.matches()) {
            compare(line, write.group(4) == null ? write.group(5) : write.group(4), write(write));
            hold(write.group(1), write.group(2));
        } else if (device.matches()) {
            backendOf.put(device.group(1), device.group(2));
            shell.write(
                    "/sys/kernel/debug/memplug/dimm",
                    "insert %s %siB node=%s\n"
                            .formatted(device.group(1), backends.get(device.group(2)), device.group(3)));
            if (section.startsWith("node 1 DIMM un-ejectable")) {
                holdIn(1, 40);
            }
        } else if (backend.matches()) {
            backends.put(backend.group(1), backend.group(2));
        } else if (line.contains("device_del ")) {
            shell.write(
                    "/sys/kernel/debug/memplug/dimm",
                    "request-eject " + line.substring(line.lastIndexOf(' ') + 1) + "\n");
        }
    }

    private String write(Matcher write) {
        String path = write.group(1).startsWith("/") ? write.group(1) : MEMORY + write.group(1);
        try {
            return "" + shell.write(path, write.group(2).replace("\\n", "\n"));
        } catch (ErrnoException e) {
            return e.name();
        }
    }

    /** The real kernel took a page of the block that went to zone Normal at once, and kept it. */
    private void hold(String path, String value) {
        if (path.equals("memory34/state") && value.equals("online_kernel")) {
            allocate(0, 1);
        }
    }

    private void holdIn(int node, long block) {
        long pages = machine.memory().blockSize().pages();
        List<PageSpan> others = new ArrayList<>();
        PageSpan span = allocate(node, 1).getFirst();
        while (span.pfn() / pages != block) {
            others.add(span);
            span = allocate(node, 1).getFirst();
        }
        held.add(span);
        others.forEach(machine.memory().pages()::free);
    }

    private List<PageSpan> allocate(int node, int pages) {
        return machine.memory()
                .pages()
                .take(List.of(machine.memory().node(node)), pages, new Contents(FrameUse.KERNEL, 0, 0))
                .orElseThrow();
    }

    private List<String> log() {
        return machine.kernel().log().since(logged).stream().map(LogLine::text).toList();
    }

    private List<String> uevents(List<String> after) {
        boolean recorded = after.stream().anyMatch(line -> line.contains("UEVENT"));
        return !recorded
                ? List.of()
                : machine.kernel().uevents().since(told).stream()
                        .map(DimmTranscript::uevent)
                        .toList();
    }

    private static String uevent(Uevent uevent) {
        return uevent.action() + "@" + uevent.devicePath();
    }

    private List<String> monitor(String line) {
        List<String> lines = new ArrayList<>();
        if (!line.endsWith("info memory-devices")) {
            return line.contains("monitor") ? List.of("") : lines;
        }
        for (DimmSlot slot : machine.memoryDevices().slots().values()) {
            slot.dimm().ifPresent(dimm -> {
                lines.add("Memory device [dimm]: \"" + dimm.name() + "\"");
                lines.add("  addr: 0x%x".formatted(dimm.range().start()));
                lines.add("  slot: " + slot.number());
                lines.add("  node: " + dimm.node());
                lines.add("  size: " + dimm.range().size());
                lines.add("  memdev: /objects/" + backendOf.get(dimm.name()));
                lines.add("  hotplugged: true");
                lines.add("  hotpluggable: true");
            });
        }
        return lines.isEmpty() ? List.of("") : lines;
    }

    private List<String> iomem() throws ErrnoException {
        return shell.read("/proc/iomem")
                .lines()
                .filter(line -> line.matches("[1-9a-f]\\w{8}-.* : System RAM"))
                .toList();
    }

    private void show(String line) throws ErrnoException {
        Matcher content = CONTENT.matcher(line);
        if (line.startsWith("    " + ACPI)) {
            String device = line.substring(4 + ACPI.length(), line.indexOf(" ->"));
            compare(line, line.substring(line.indexOf("-> ")), device(device));
        } else if (line.startsWith("    nodes: ")) {
            compare(line, line, nodes());
        } else if (line.startsWith("    memmap entries: ")) {
            compare(line, line, "    memmap entries: " + memmap());
        } else if (line.startsWith("    hotplugged blocks: ")) {
            compare(line, line, "    hotplugged blocks: " + blocks());
        } else if (content.matches()) {
            String expected = content.group(3) == null ? content.group(4) : content.group(3);
            compare(line, expected, content(content.group(1)));
        } else if (line.matches("/sys/\\S+:\\S+")) {
            String path = line.substring(0, line.lastIndexOf(':'));
            compare(line, line.substring(path.length() + 1), content(path).replace("\\n", ""));
        } else if (line.matches("[-dl][-rwx]{9} .*") && !line.contains("/bus/acpi/drivers") && !isOther(line)) {
            String[] words = line.substring(line.indexOf("/sys/")).split(" -> ", 2);
            compare(line, line.substring(11, 14) + (words.length > 1 ? words[1] : ""), permissions(words[0]));
        }
    }

    /** Profiles of other devices than memory. */
    private static boolean isOther(String line) {
        return line.contains("pci_root") || line.contains("processor");
    }

    private String permissions(String path) throws ErrnoException {
        Node node = shell.find(path, path.endsWith("/"));
        return "%03o".formatted(node.permissions()) + (node instanceof SymbolicLink link ? link.target() : "");
    }

    private String content(String path) {
        if (isOther(path)) {
            return "1";
        }
        try {
            return shell.read(path).replace("\n", "\\n");
        } catch (ErrnoException e) {
            return e.name();
        }
    }

    private String device(String name) throws ErrnoException {
        String path = ACPI + name;
        List<String> files = shell.list(path + "/").stream().sorted().toList();
        return "-> %s: status=%s path=%s physical_node=%s files: %s "
                .formatted(
                        ((SymbolicLink) shell.find(path, false)).target(),
                        shell.read(path + "/status").strip(),
                        shell.read(path + "/path").strip(),
                        files.contains("physical_node")
                                ? ((SymbolicLink) shell.find(path + "/physical_node", false)).target()
                                : "",
                        String.join(" ", files));
    }

    private String nodes() throws ErrnoException {
        String directory = "/sys/devices/system/node/";
        List<String> names = shell.list(directory).stream()
                .filter(name -> name.matches("node\\d+"))
                .sorted()
                .toList();
        StringBuilder line = new StringBuilder("    nodes: ");
        names.forEach(name -> line.append(name).append(' '));
        for (String mask : List.of("online", "has_memory", "has_normal_memory", "possible")) {
            line.append(' ')
                    .append(mask)
                    .append('=')
                    .append(shell.read(directory + mask).strip());
        }
        Matcher total = Pattern.compile("MemTotal: *(\\d+)").matcher(shell.read("/proc/meminfo"));
        return total.find() ? line + " MemTotal=" + total.group(1) : "no MemTotal";
    }

    private String memmap() throws ErrnoException {
        StringBuilder text = new StringBuilder();
        List<Integer> numbers = shell.list("/sys/firmware/memmap").stream()
                .map(Integer::valueOf)
                .sorted()
                .toList();
        for (int number : numbers) {
            String entry = "/sys/firmware/memmap/" + number + "/";
            text.append("%d:%s-%s:%s; "
                    .formatted(
                            number,
                            shell.read(entry + "start").strip(),
                            shell.read(entry + "end").strip(),
                            shell.read(entry + "type").strip()));
        }
        return text.toString();
    }

    private String blocks() throws ErrnoException {
        StringBuilder text = new StringBuilder();
        List<Integer> numbers = shell.list(MEMORY).stream()
                .map(BLOCK::matcher)
                .filter(Matcher::matches)
                .map(matcher -> Integer.valueOf(matcher.group(1)))
                .filter(number -> number >= 32)
                .sorted()
                .toList();
        for (int number : numbers) {
            String block = MEMORY + "memory" + number + "/";
            text.append("%d=%s[%s] "
                    .formatted(
                            number,
                            shell.read(block + "state").strip(),
                            shell.read(block + "valid_zones").strip()));
        }
        return text.toString();
    }

    private void compareAll(String where, List<String> lines, String pattern, List<String> actual) {
        Pattern form = Pattern.compile(pattern);
        List<String> expected = lines.stream()
                .map(form::matcher)
                .filter(Matcher::matches)
                .map(matcher -> matcher.group(1))
                .toList();
        compare(where, comparable(expected), comparable(actual));
        compared += expected.size();
    }

    private static String comparable(List<String> lines) {
        return lines.stream()
                .filter(line -> !line.matches("(page|flags|raw|head|page_type): ?.*"))
                .collect(Collectors.joining("\n"));
    }

    private void compare(String where, String expected, String actual) {
        compared++;
        if (!expected.equals(actual)) {
            disagreements.add(section + ": " + where + "\nexpected " + expected + "\nbut is   " + actual);
        }
    }
}
