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
    void tell_onAnyMachine_fitsATerminal(String machine) throws Exception {
        assertThat(told(machine, Paint.PLAIN).lines())
                .allSatisfy(
                        line -> assertThat(line).hasSizeLessThanOrEqualTo(80).doesNotEndWith(" "));
    }

    private static String told(String machine, Paint paint) throws Exception {
        String file = "machines/" + machine + ".yaml";
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new Demo(
                        Machine.boot(DescriptionReader.read(Path.of("..").resolve(file))),
                        file,
                        new PrintStream(out, true, UTF_8),
                        paint)
                .tell();
        return out.toString(UTF_8);
    }

    private static String resource(String name) throws Exception {
        try (InputStream stream = Objects.requireNonNull(DemoTest.class.getResourceAsStream(name))) {
            return new String(stream.readAllBytes(), UTF_8);
        }
    }
}
