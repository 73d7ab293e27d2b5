package memplug.machine.description;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whether docs/machine-file.md is true. */
class MachineFileManualTest {
    private static final Path MANUAL = Path.of("../docs/machine-file.md");
    private static final Pattern EXAMPLE = Pattern.compile("(?s)```yaml\n(.*?)```\n(?:\n```text\n(.*?)\n```)?");
    private static final Pattern KEY = Pattern.compile("(?m)^[ -]*([a-z-]+):|[{,] ?([a-z-]+):");

    static Stream<Arguments> examples() throws IOException {
        return EXAMPLE.matcher(Files.readString(MANUAL))
                .results()
                .map(each -> Arguments.of(each.group(1), each.group(2) == null ? "" : each.group(2)));
    }

    @ParameterizedTest
    @MethodSource("examples")
    void read_exampleOfTheManual_doesWhatTheManualSays(String example, String message) {
        String text = example.contains("nodes:") ? example : "nodes: [{id: 0, memory: 4GiB}]\n" + example;

        if (message.isEmpty()) {
            assertThatCode(() -> DescriptionReader.read(text, "x.yaml")).doesNotThrowAnyException();
        } else {
            assertThatThrownBy(() -> DescriptionReader.read(text, "x.yaml")).hasMessage(message);
        }
    }

    @Test
    void write_anyMachine_hasNoKeyThatTheManualDoesNotExplain() throws IOException {
        String manual = Files.readString(MANUAL);
        List<String> keys = new ArrayList<>();
        LongStream.range(0, 50)
                .mapToObj(seed -> DescriptionWriter.write(new RandomMachine(seed).machine()))
                .flatMap(text -> KEY.matcher(text).results())
                .map(MachineFileManualTest::key)
                .distinct()
                .forEach(keys::add);

        assertThat(keys).contains("block-size", "namespace", "target-node", "other");
        assertThat(keys)
                .filteredOn(key -> !key.equals("parameter"))
                .allSatisfy(key -> assertThat(manual).contains("| `" + key + "` |"));
    }

    private static String key(MatchResult match) {
        return match.group(1) == null ? match.group(2) : match.group(1);
    }
}
