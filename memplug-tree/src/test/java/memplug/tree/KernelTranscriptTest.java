package memplug.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import memplug.machine.Machine;
import memplug.machine.description.DescriptionException;
import memplug.machine.description.DescriptionReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a real kernel did, topic by topic, line by line. */
class KernelTranscriptTest {
    @ParameterizedTest
    @CsvSource({
        "uevents,          reference, ''",
        "notifier-errors,  reference, ''",
        "online-policy,    reference, ''",
        "memmap-on-memory, reference, memory_hotplug.memmap_on_memory=1",
        "single-node,      single, ''",
        "boot-1, hmem, memhp_default_state=online_movable",
        "boot-2, hmem, memhp_default_state=online",
        "boot-3, hmem, memhp_default_state=bogus",
        "boot-4, hmem, memhp_default_state=online movable_node",
        "boot-5, hmem, memhp_default_state=online memory_hotplug.online_policy=auto-movable"
                + " memory_hotplug.auto_movable_numa_aware=0"
    })
    void replay_agreesInEveryLine(String transcript, String machine, String commandLine) throws Exception {
        replay(transcript, new KernelTranscript(boot(machine, commandLine)));
    }

    @Test
    void replay_ofWhatNotifiersAreTold_agreesInEveryLine() throws Exception {
        replay("notifiers", new KernelTranscript(boot("reference", "")).withNotifier());
    }

    private static void replay(String name, KernelTranscript transcript) throws Exception {
        List<String> expected = Files.readAllLines(Path.of("src/test/resources/transcripts/" + name + ".txt"));

        assertThat(String.join("\n", transcript.replay(expected))).isEqualTo(String.join("\n", expected));
    }

    private static Machine boot(String name, String commandLine) throws IOException, DescriptionException {
        String text = Files.readString(Path.of("../machines/" + name + ".yaml"));
        String described = commandLine.isEmpty()
                ? text
                : text.replace("  auto-online-blocks: offline\n", "")
                        .replace("command-line: ", "command-line: " + commandLine + " ");
        return Machine.boot(DescriptionReader.read(described, name + ".yaml"));
    }
}
