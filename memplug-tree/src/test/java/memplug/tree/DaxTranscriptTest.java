package memplug.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import memplug.machine.Machine;
import memplug.machine.description.DescriptionReader;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a real kernel answered and showed of a dynamic dax region, line by line: devices that are cut and mapped, ranges that
 * are too small or taken, some memory that was left behind by an unbind, and binding again after it.
 */
class DaxTranscriptTest {
    private static final Path TRANSCRIPTS = Path.of("src/test/resources/transcripts");

    @ParameterizedTest
    @ValueSource(strings = {"dax-region", "dax-multirange", "dax-conflict"})
    void replay_ofATranscript_showsTheSame(String name) throws Exception {
        Machine machine = Machine.boot(DescriptionReader.read(Path.of("../machines/hmem.yaml")));
        List<String> expected = Files.readAllLines(TRANSCRIPTS.resolve(name + ".txt"));

        List<String> actual = new DaxTranscript(machine).replay(expected);

        assertThat(String.join("\n", actual)).isEqualTo(String.join("\n", expected));
        assertThat(machine.audit()).isEmpty();
    }
}
