package memplug.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import memplug.machine.Machine;
import memplug.machine.description.DescriptionReader;
import memplug.machine.kernel.LogLine;
import memplug.machine.phys.ByteSize;
import org.junit.jupiter.api.Test;

/**
 * What a real kernel showed of a virtio-mem device, step by step: the kernel log, nodes and MemTotal, blocks with the zones
 * they could go to, /proc/iomem, and the hypervisor's own view.
 */
class VirtioMemTranscriptTest {
    private static final Path TRANSCRIPT = Path.of("src/test/resources/transcripts/virtio-mem.txt");
    private static final Path MACHINE = Path.of("../machines/virtio-mem.yaml");
    private static final Pattern REQUEST = Pattern.compile("\\$ \\(qemu monitor\\) qom-set vmem0 (.*)");
    private static final Pattern WRITE = Pattern.compile("\\$ write (\\S+) <- \"(.*)\"  => ok (\\d+).*");
    private static final Pattern HYPERVISOR = Pattern.compile("mon\\|   (\\S+): (\\S+)");
    private static final Pattern TOTAL = Pattern.compile("MemTotal: *(\\d+)");
    private static final String IN_USE = "## shrink to 0 with 128 MiB in use";

    private final Machine machine = boot();
    private final Shell shell = new Shell(MachineTree.of(machine));
    private long logged = machine.kernel().log().count();

    private static Machine boot() {
        try {
            return Machine.boot(DescriptionReader.read(MACHINE));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void replay_ofAllThatAKernelShowed_showsTheSame() throws Exception {
        List<String> expected = new ArrayList<>();
        List<String> actual = new ArrayList<>();
        for (String line : Files.readAllLines(TRANSCRIPT)) {
            if (line.startsWith("$") || line.startsWith("##")) {
                takeLog(actual);
                act(line);
                expected.add(line);
                actual.add(line);
            } else if (!line.isBlank()) {
                String wanted = line.strip().replaceFirst("^dmesg\\| \\[ *[\\d.]+\\] ", "log: ");
                expected.add(wanted);
                show(wanted, actual);
            }
        }
        takeLog(actual);

        assertThat(String.join("\n", actual)).isEqualTo(String.join("\n", expected));
        assertThat(machine.audit()).isEmpty();
    }

    private void takeLog(List<String> actual) {
        machine.kernel().log().since(logged).stream()
                .map(LogLine::text)
                .map(text -> ("log: " + text).strip())
                .forEach(actual::add);
        logged = machine.kernel().log().count();
    }

    private void act(String line) throws ErrnoException {
        Matcher request = REQUEST.matcher(line);
        Matcher write = WRITE.matcher(line);
        if (line.equals(IN_USE)) {
            assertThat(machine.workload().start("hold", 128 * ByteSize.MIB, 1).isDone())
                    .isTrue();
        } else if (line.startsWith("##")) {
            machine.workload().stop("hold");
        } else if (request.matches()) {
            shell.write("/sys/kernel/debug/memplug/virtio-mem", request.group(1).replace("size ", "size vmem0 "));
        } else if (write.matches()) {
            assertThat(shell.write(path(write.group(1)), write.group(2))).isEqualTo(Integer.parseInt(write.group(3)));
        }
    }

    private static String path(String name) {
        return name.startsWith("/") ? name : "/sys/devices/system/memory/" + name;
    }

    /** Shows what the kernel showed in a line of this kind; iomem as a whole, at its first line. */
    private void show(String wanted, List<String> actual) throws ErrnoException {
        Matcher hypervisor = HYPERVISOR.matcher(wanted);
        if (wanted.startsWith("log: ")) {
            takeLog(actual);
        } else if (wanted.startsWith("nodes online=")) {
            takeLog(actual);
            actual.add(nodes());
        } else if (wanted.startsWith("blocks>=32:")) {
            actual.add(("blocks>=32: " + blocks()).strip());
        } else if (wanted.startsWith("iomem|")) {
            if (!actual.getLast().startsWith("iomem|")) {
                actual.addAll(iomem());
            }
        } else if (hypervisor.matches()) {
            actual.add("mon|   %s: %s".formatted(hypervisor.group(1), device(hypervisor.group(1))));
        } else {
            actual.add(wanted);
        }
    }

    private String nodes() throws ErrnoException {
        MatchResult total =
                TOTAL.matcher(shell.read("/proc/meminfo")).results().findFirst().orElseThrow();
        String node = "/sys/devices/system/node/";
        return "nodes online=%s has_memory=%s MemTotal=%s"
                .formatted(
                        shell.read(node + "online").strip(),
                        shell.read(node + "has_memory").strip(),
                        total.group(1));
    }

    private String blocks() throws ErrnoException {
        List<String> blocks = new ArrayList<>();
        for (int number = 32; number < 48; number++) {
            String block = "/sys/devices/system/memory/memory" + number;
            if (shell.list("/sys/devices/system/memory").contains("memory" + number)) {
                blocks.add("%d=%s[%s]"
                        .formatted(
                                number,
                                shell.read(block + "/state").strip(),
                                shell.read(block + "/valid_zones").strip()));
            }
        }
        return String.join(" ", blocks);
    }

    private List<String> iomem() throws ErrnoException {
        return shell.read("/proc/iomem")
                .lines()
                .filter(line -> line.contains("virtio"))
                .map(line -> "iomem| " + line)
                .collect(Collectors.toList());
    }

    private String device(String key) throws ErrnoException {
        String value = shell.read("/sys/kernel/debug/memplug/virtio-mem")
                .replaceFirst(".* " + (key.equals("memdev") ? "device" : key) + "=(\\S+).*(?s:.*)", "$1");
        return key.equals("memdev") ? "/objects/vm0" : value;
    }
}
