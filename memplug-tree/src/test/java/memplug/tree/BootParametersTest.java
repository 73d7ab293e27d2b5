package memplug.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import memplug.machine.Machine;
import memplug.machine.description.DescriptionException;
import memplug.machine.description.DescriptionReader;
import memplug.tree.nio.MachineFileSystem;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a kernel made of its command line: transcripts T05d1 to T05d5, on the machine hmem, whose device has blocks 32 to 79. */
final class BootParametersTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            memhp_default_state=online_movable      | online_movable | online_movable | Movable        | Normal
            memhp_default_state=online              | online         | online         | Normal         | Normal
            memhp_default_state=bogus               | offline        | offline        | Normal Movable | Normal
            memhp_default_state=online movable_node | online         | online         | Movable        | Movable
            memhp_default_state=online memory_hotplug.online_policy=auto-movable memory_hotplug.auto_movable_numa_aware=0 | online | online | Movable | Movable
            """)
    void commandLine_decidesWhereMemoryGoes(
            String arguments, String policy, String stateAtBoot, String zonesAtBoot, String zoneOfOnline)
            throws IOException, DescriptionException {
        var files = boot(arguments);
        assertThat(read(files, "sys/devices/system/memory/auto_online_blocks")).isEqualTo(policy);
        assertThat(read(files, "sys/bus/dax/devices/dax0.0/state")).isEqualTo(stateAtBoot);
        assertThat(zones(files)).isEqualTo(zonesAtBoot);
        assertThat(memTotal(files)).isEqualTo("offline".equals(stateAtBoot) ? "3008500 kB" : "9299956 kB");

        write(files, "sys/bus/dax/devices/dax0.0/state", "unplugged");
        assertThat(memTotal(files)).isEqualTo("3008500 kB");
        assertThat(read(files, "sys/devices/system/node/online")).isEqualTo("0");

        write(files, "sys/bus/dax/devices/dax0.0/state", "online");
        assertThat(memTotal(files)).isEqualTo("9299956 kB");
        assertThat(zones(files)).isEqualTo(zoneOfOnline);
        assertThat(read(files, "sys/devices/system/node/has_memory")).isEqualTo("0-1");
    }

    private static MachineFileSystem boot(String arguments) throws IOException, DescriptionException {
        String hmem = Files.readString(Path.of("../machines/hmem.yaml"))
                .replace("  auto-online-blocks: offline\n", "")
                .replace("command-line: console", "command-line: " + arguments + " console");
        return MachineFileSystem.of(MachineTree.of(Machine.boot(DescriptionReader.read(hmem, "hmem.yaml"))));
    }

    private static String zones(MachineFileSystem files) {
        return IntStream.rangeClosed(32, 79)
                .mapToObj(block -> read(files, "sys/devices/system/memory/memory" + block + "/valid_zones"))
                .distinct()
                .collect(Collectors.joining(", "));
    }

    private static String memTotal(MachineFileSystem files) {
        return read(files, "proc/meminfo").lines().findFirst().orElseThrow().replaceFirst("MemTotal: *", "");
    }

    private static String read(MachineFileSystem files, String path) {
        try {
            return Files.readString(files.getPath("/" + path)).strip();
        } catch (IOException e) {
            throw new AssertionError(path, e);
        }
    }

    private static void write(MachineFileSystem files, String path, String value) throws IOException {
        Files.writeString(files.getPath("/" + path), value);
    }
}
