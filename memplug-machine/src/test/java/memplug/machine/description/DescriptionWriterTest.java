package memplug.machine.description;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DescriptionWriterTest {
    static LongStream seeds() {
        return LongStream.range(0, 300);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void write_anyMachine_readsBackEqual(long seed) throws DescriptionException {
        MachineDescription machine = new RandomMachine(seed).machine();

        String text = DescriptionWriter.write(machine);

        assertThat(DescriptionReader.read(text, "seed-" + seed)).isEqualTo(machine);
        assertThat(DescriptionWriter.write(DescriptionReader.read(text, "seed-" + seed)))
                .isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain",
                "two words",
                "0000:00:02.0",
                "a: b",
                "a #b",
                "null",
                "~",
                "-",
                "- x",
                "[x",
                "x]",
                "{x",
                "x, y",
                "'x'",
                "\"x\"",
                "back\\slash",
                "&x",
                "*x",
                "!x",
                "%x",
                "@x",
                "`x",
                "| x",
                "> x",
                "? x",
                "x:",
                "true",
                "0x10",
                "memmap=1G!4G",
                "Grüße",
                "内存",
                "a  b",
                "x y z (1)"
            })
    void write_name_readsBackEqual(String name) throws DescriptionException {
        MachineDescription machine = DescriptionReader.read(
                "nodes: [{id: 0, memory: 4GiB}]\nname: " + '"'
                        + name.replace("\\", "\\\\").replace("\"", "\\\"") + '"',
                "x");

        assertThat(machine.name()).isEqualTo(name);
        assertThat(DescriptionReader.read(DescriptionWriter.write(machine), "y"))
                .isEqualTo(machine);
    }

    @Test
    void write_smallMachine_isTextThatAPersonWouldWrite() throws DescriptionException {
        MachineDescription machine = DescriptionReader.read("nodes: [{id: 0, memory: 4GiB}]", "x");

        assertThat(DescriptionWriter.write(machine)).startsWith("""
                name: x
                virtual: false
                firmware-map:
                  - {range: 0x0-0x9fbff, type: System RAM}
                  - {range: 0x9fc00-0x9ffff, type: Reserved}
                """);
    }
}
