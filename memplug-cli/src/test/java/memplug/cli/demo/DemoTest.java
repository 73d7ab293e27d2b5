package memplug.cli.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Objects;
import memplug.machine.Machine;
import memplug.machine.description.DescriptionReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DemoTest {
    private static final String MACHINE = "demo";
    private static final String DAX = "One write plugs a whole device";
    private static final String UNTRUE = "something has changed!";

    @Test
    void tell_withoutColours_isTheStory() throws Exception {
        assertThat(told(MACHINE, Paint.PLAIN)).isEqualTo(resource("demo.txt"));
    }

    @Test
    void tell_withColours_isTheSameStory() throws Exception {
        String story = told(MACHINE, Paint.COLOUR);

        assertThat(story).contains("\033[30;42mMMM");
        assertThat(story.replaceAll("\033\\[[0-9;]*m", "")).isEqualTo(resource("demo.txt"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"demo", "cxl-pool", "dimms", "hmem", "reference", "server", "single", "small", "virtio-mem"})
    void tell_onAnyMachine_isTrueAndFitsATerminal(String machine) throws Exception {
        String story = told(machine, Paint.PLAIN);

        assertThat(story).doesNotContain(UNTRUE);
        assertThat(story.contains("is pinned")).isEqualTo(story.contains(DAX));
        assertThat(story.lines())
                .allSatisfy(
                        line -> assertThat(line).hasSizeLessThanOrEqualTo(80).doesNotEndWith(" "));
    }

    @Test
    void tell_ofADeviceLargerThanAnyProcess_isTheSameStory() throws Exception {
        String story = told(described("", "8TiB"));

        assertThat(story).contains(DAX, "is pinned", "redis: 256GiB on node 0").doesNotContain(UNTRUE);
    }

    @Test
    void tell_whereItsNamesAreTaken_leavesTheirProcessesAlone() throws Exception {
        Machine machine = described("""
                processes:
                  - {name: redis, size: 64MiB}
                  - {name: another, size: 64MiB}
                """, "2GiB");

        String story = told(machine);

        assertThat(story).contains("redis2 has 64MiB", "is pinned").doesNotContain(UNTRUE);
        assertThat(machine.workload().processes()).containsOnlyKeys("another", "redis", "redis2");
    }

    @Test
    void tell_whereNothingCanBeRemoved_doesNotSayThatItWas() throws Exception {
        assertThat(told(described("features: {hot-remove: false}\n", "2GiB"))).doesNotContain(DAX);
    }

    private static Machine described(String more, String deviceSize) throws Exception {
        return Machine.boot(DescriptionReader.read("""
                nodes:
                  - {id: 0, cpus: 0-1, memory: 512GiB}
                dax-regions:
                  - {provider: cxl, range: {start: 16TiB, size: %s}, target-node: 0}
                """.formatted(deviceSize) + more, "described"));
    }

    private static String told(String machine, Paint paint) throws Exception {
        String file = "machines/" + machine + ".yaml";
        return told(Machine.boot(DescriptionReader.read(Path.of("..").resolve(file))), file, paint);
    }

    private static String told(Machine machine) {
        return told(machine, "described.yaml", Paint.PLAIN);
    }

    private static String told(Machine machine, String file, Paint paint) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new Demo(machine, file, new PrintStream(out, true, UTF_8), paint).tell();
        return out.toString(UTF_8);
    }

    private static String resource(String name) throws Exception {
        try (InputStream stream = Objects.requireNonNull(DemoTest.class.getResourceAsStream(name))) {
            return new String(stream.readAllBytes(), UTF_8);
        }
    }
}
