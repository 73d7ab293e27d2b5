package memplug.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import memplug.machine.Machine;
import memplug.machine.description.DescriptionReader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Replays what a real kernel answered, line for line, through the file tree. */
class RecordingsTest {
    private static final Path RECORDINGS = Path.of("src/test/resources/recordings");
    private static final Path MACHINES = Path.of("../machines");
    private static final AtomicLong AGREED = new AtomicLong();

    static List<Path> recordings() throws IOException {
        try (Stream<Path> files = Files.walk(RECORDINGS)) {
            return files.filter(path -> path.toString().endsWith(".rec"))
                    .sorted()
                    .map(RECORDINGS::relativize)
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("recordings")
    void replay_onTheMachineOfTheRecording_agreesInEveryLine(Path recording) throws Exception {
        Machine machine = boot(recording.getParent() + ".yaml");
        List<String> lines = Files.readAllLines(RECORDINGS.resolve(recording));

        assertThat(new Recording(MachineTree.of(machine)).disagreements(lines)).isEmpty();

        assertThat(machine.audit()).isEmpty();
        AGREED.addAndGet(Recording.operations(lines));
    }

    @Test
    void replay_ofAnAnswerNoKernelGave_isNoticed() throws Exception {
        List<String> lines = List.of("R /sys/devices/system/memory/block_size_bytes = \"8000001\\n\"");

        assertThat(new Recording(MachineTree.of(boot("reference.yaml"))).disagreements(lines))
                .containsExactly("1: " + lines.getFirst() + ", not \"8000000\\n\"");
    }

    @AfterAll
    static void sayHowManyAgreed() {
        System.out.println("recordings: " + AGREED + " lines agreed with the kernel through the file tree");
    }

    private static Machine boot(String file) throws Exception {
        return Machine.boot(DescriptionReader.read(MACHINES.resolve(file)));
    }
}
