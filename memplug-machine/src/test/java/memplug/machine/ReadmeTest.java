package memplug.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import memplug.machine.dax.DaxDevice;
import memplug.machine.dax.KmemState;
import memplug.machine.description.DescriptionReader;
import memplug.machine.kernel.Fault;
import memplug.machine.kernel.Task;
import org.junit.jupiter.api.Test;

/** What README.md shows of a machine in Java is so. */
class ReadmeTest {
    private static final Path SOURCE = Path.of("src/test/java/memplug/machine/ReadmeTest.java");

    @Test
    void machineForAProgram_isRefusedAndUnchanged() throws Exception {
        Machine machine = Machine.boot(DescriptionReader.read(Path.of("../machines/small.yaml")));
        DaxDevice device = machine.dax().device("dax0.0").orElseThrow();
        machine.dax().kmem().setState(device, KmemState.UNPLUGGED, Task.PLAIN);
        machine.dax().kmem().setState(device, KmemState.ONLINE_MOVABLE, Task.PLAIN);
        var before = machine.fingerprint();
        machine.kernel().decideBy(fault -> fault.kind() == Fault.Kind.SIGNAL);

        var outcome = machine.dax().kmem().setState(device, KmemState.UNPLUGGED, Task.PLAIN);

        assert machine.fingerprint().equals(before) && machine.audit().isEmpty();
        assertThat(outcome.toString()).startsWith("Refused[reason=Interrupted[range=");
        assertThat(machine.fingerprint()).isEqualTo(before);
        assertThat(machine.audit()).isEmpty();
    }

    @Test
    void readme_hasTheLinesOfThisTest() throws Exception {
        String readme = Files.readString(Path.of("../README.md"));
        int start = readme.indexOf("```java\n") + "```java\n".length();
        List<String> shown = readme.substring(start, readme.indexOf("```", start))
                .lines()
                .map(line -> line.replaceFirst(" *//.*", ""))
                .filter(line -> !line.isBlank())
                .toList();

        String source = Files.readString(SOURCE).replace("../machines", "machines");

        assertThat(source).containsSubsequence(shown);
    }
}
