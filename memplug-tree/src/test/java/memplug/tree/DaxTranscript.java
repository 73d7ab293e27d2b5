package memplug.tree;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import memplug.machine.Machine;
import memplug.machine.kernel.LogLine;

/** Does to a machine what was done to a real kernel, and says line by line what it answers and shows instead. */
final class DaxTranscript {
    private static final String LOG = "    dmesg| ";
    private static final String IOMEM = "    iomem| ";
    private static final String ZONES = "    zoneinfo| ";
    private static final String MEMORY = "/sys/devices/system/memory/";
    private static final String NODES = "/sys/devices/system/node/";
    private static final String DEVICES = "/sys/bus/dax/devices/";
    private static final Pattern WRITE = Pattern.compile("(\\$ write (\\S+) <- \"(.*)\"  => ).*");
    private static final Pattern FILE = Pattern.compile("(/sys/\\S+): .*");
    private static final Pattern STATE = Pattern.compile(" {4}(dax\\S+)/state='.*");
    private static final Pattern BLOCKS = Pattern.compile("( {4}blocks: |)\\d+=.*");
    private static final Pattern BLOCK = Pattern.compile("(\\d+)=");
    private static final Pattern MAPPING = Pattern.compile("(mapping\\d+) 0x.*");
    private static final Pattern ZONE = Pattern.compile("Node (\\d+), zone +(\\w+)");
    private static final Pattern SHOWN_RESOURCES = Pattern.compile(" *\\S+ : (System RAM|Soft Reserved|dax).*");

    private final Machine machine;
    private final Shell shell;
    private final List<String> actual = new ArrayList<>();
    private long logged;

    DaxTranscript(Machine machine) {
        this.machine = machine;
        this.shell = new Shell(MachineTree.of(machine));
        this.logged = machine.kernel().log().count();
    }

    /** What there is to say of this machine in place of each line. */
    List<String> replay(List<String> lines) throws ErrnoException {
        for (String line : lines) {
            if (!line.startsWith(LOG)) {
                show(line);
            }
        }
        return actual;
    }

    private void show(String line) throws ErrnoException {
        Matcher write = WRITE.matcher(line);
        Matcher file = FILE.matcher(line);
        Matcher state = STATE.matcher(line);
        Matcher blocks = BLOCKS.matcher(line);
        Matcher mapping = MAPPING.matcher(line);
        if (write.matches()) {
            actual.add(write.group(1) + write(path(write.group(2)), write.group(3)));
            takeLog();
        } else if (file.matches()) {
            actual.add(file.group(1) + ": " + content(file.group(1)));
        } else if (state.matches()) {
            actual.add(state(state.group(1)));
        } else if (blocks.matches()) {
            actual.add(blocks.group(1) + blocks(line));
        } else if (mapping.matches()) {
            actual.add(mapping.group(1) + " " + mapping(DEVICES + "dax0.0/" + mapping.group(1) + "/"));
        } else if (line.startsWith(IOMEM)) {
            addOnce(IOMEM, iomem());
        } else if (line.startsWith(ZONES)) {
            addOnce(ZONES, zones());
        } else {
            begin(line);
            actual.add(line);
        }
    }

    private void begin(String line) throws ErrnoException {
        if (line.startsWith("hold: ")) {
            shell.write("/sys/kernel/debug/memplug/workload", "start pipes 16MiB bind=1 kernel");
        }
    }

    private static String path(String name) {
        return name.startsWith("/") ? name : MEMORY + name;
    }

    private String write(String path, String value) {
        try {
            shell.find(path, true);
        } catch (ErrnoException e) {
            return errno(e) + " at open";
        }
        try {
            return "ok " + shell.write(path, value);
        } catch (ErrnoException e) {
            return errno(e);
        }
    }

    private static String errno(ErrnoException e) {
        return "errno %s(%d)".formatted(Errno.of(e.number()).map(Errno::name).orElse("?"), e.number());
    }

    private void takeLog() {
        machine.kernel().log().since(logged).stream()
                .map(LogLine::text)
                .filter(text -> !text.matches("(page|flags|raw|head|page_type): ?.*"))
                .map(text -> (LOG + text).stripTrailing())
                .forEach(actual::add);
        logged = machine.kernel().log().count();
    }

    private String content(String path) {
        try {
            return "'" + shell.read(path).replace("\n", "\\n") + "'";
        } catch (ErrnoException e) {
            return errno(e) + " at open";
        }
    }

    private String state(String device) throws ErrnoException {
        String driver = machine.dax()
                .device(device)
                .flatMap(each -> Optional.ofNullable(each.driver()))
                .map(each -> each.name())
                .orElse("");
        String missing = "cat: %s%s/state: No such file or directory".formatted(DEVICES, device);
        Matcher total = Pattern.compile("MemTotal: *(\\d+ kB)").matcher(shell.read("/proc/meminfo"));
        return "    %s/state='%s' driver=%s MemTotal=%s has_memory=%s nodes_online=%s"
                .formatted(
                        device,
                        exists(DEVICES + device + "/state") ? word(DEVICES + device + "/state") : missing,
                        driver,
                        total.find() ? total.group(1) : "",
                        word(NODES + "has_memory"),
                        word(NODES + "online"));
    }

    private String blocks(String line) throws ErrnoException {
        List<String> blocks = new ArrayList<>();
        for (String number :
                BLOCK.matcher(line).results().map(each -> each.group(1)).toList()) {
            String block = MEMORY + "memory" + number;
            blocks.add(
                    exists(block)
                            ? "%s=%s[%s]".formatted(number, word(block + "/state"), word(block + "/valid_zones"))
                            : number + "=absent");
        }
        return String.join(" ", blocks);
    }

    private String mapping(String directory) throws ErrnoException {
        return word(directory + "start") + " " + word(directory + "end") + " " + word(directory + "page_offset");
    }

    private boolean exists(String path) {
        try {
            shell.find(path, true);
            return true;
        } catch (ErrnoException _) {
            return false;
        }
    }

    private String word(String path) throws ErrnoException {
        return shell.read(path).strip();
    }

    /** What is shown in many lines, at the first of them. */
    private void addOnce(String kind, List<String> lines) {
        if (!actual.getLast().startsWith(kind)) {
            lines.forEach(line -> actual.add(kind + line));
        }
    }

    private List<String> iomem() throws ErrnoException {
        return shell.read("/proc/iomem")
                .lines()
                .filter(line -> SHOWN_RESOURCES.matcher(line).matches())
                .toList();
    }

    private List<String> zones() throws ErrnoException {
        List<String> zones = new ArrayList<>();
        for (String zone : shell.read("/proc/zoneinfo").split("(?=Node )", -1)) {
            Matcher name = ZONE.matcher(zone);
            if (name.find() && !name.group(2).equals("Device")) {
                zones.add("Node %s %s spanned=%s present=%s managed=%s"
                        .formatted(
                                name.group(1),
                                name.group(2),
                                number(zone, "spanned"),
                                number(zone, "present"),
                                number(zone, "managed")));
            }
        }
        return zones;
    }

    private static String number(String zone, String name) {
        return Pattern.compile(name + " +(\\d+)")
                .matcher(zone)
                .results()
                .map(each -> each.group(1))
                .collect(Collectors.joining());
    }
}
