package memplug.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import memplug.machine.Machine;
import memplug.machine.description.DescriptionReader;
import org.junit.jupiter.api.Test;

/** A session with DIMMs on a real kernel, line by line: states, files, uevents and the kernel log. */
class DimmTranscriptTest {
    private static final Path TRANSCRIPT = Path.of("src/test/resources/transcripts/dimms.txt");

    @Test
    void replay_dimmsComeAndGo_agreesInEveryLine() throws Exception {
        Machine machine = Machine.boot(DescriptionReader.read(Path.of("../machines/dimms.yaml")));
        List<String> lines = Files.readAllLines(TRANSCRIPT);
        DimmTranscript transcript = new DimmTranscript(machine);

        assertThat(transcript.disagreements(lines)).isEmpty();

        assertThat(machine.audit()).isEmpty();
        assertThat(transcript.compared()).isGreaterThan(400);
    }
}
