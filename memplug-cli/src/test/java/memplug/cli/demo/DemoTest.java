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

class DemoTest {
    private static final Path MACHINE = Path.of("../machines/cxl-pool.yaml");

    @Test
    void tell_withoutColours_isTheStory() throws Exception {
        assertThat(told(Paint.PLAIN)).isEqualTo(resource("demo.txt"));
    }

    @Test
    void tell_withColours_isTheSameStory() throws Exception {
        String story = told(Paint.COLOUR);

        assertThat(story).contains("\033[30;42mMMM");
        assertThat(story.replaceAll("\033\\[[0-9;]*m", "")).isEqualTo(resource("demo.txt"));
    }

    private static String told(Paint paint) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new Demo(Machine.boot(DescriptionReader.read(MACHINE)), new PrintStream(out, true, UTF_8), paint).tell();
        return out.toString(UTF_8);
    }

    private static String resource(String name) throws Exception {
        try (InputStream stream = Objects.requireNonNull(DemoTest.class.getResourceAsStream(name))) {
            return new String(stream.readAllBytes(), UTF_8);
        }
    }
}
