package memplug.machine.description;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class BadMachinesTest {
    @ParameterizedTest(name = "{0}")
    @MethodSource("badMachines")
    void read_mistakeInFile_saysLineValueAndWhatWasExpected(String message, String text) {
        assertThatThrownBy(() -> DescriptionReader.read(text, "x.yaml"))
                .isInstanceOf(DescriptionException.class)
                .hasMessage(message);
    }

    static Stream<Arguments> badMachines() throws IOException {
        try (InputStream table =
                Objects.requireNonNull(BadMachinesTest.class.getResourceAsStream("bad-machines.txt"))) {
            String text = new String(table.readAllBytes(), StandardCharsets.UTF_8);
            return Arrays.stream(text.split("(?m)^=== ", -1))
                    .skip(1)
                    .map(each -> each.split("\n", 2))
                    .map(parts -> Arguments.of(parts[0], parts[1]));
        }
    }

    @Test
    void read_listsTooDeepForTheStack_isOneMistake() {
        assertThatThrownBy(() -> DescriptionReader.read("a: " + "[".repeat(1_000_000), "x.yaml"))
                .hasMessage("x.yaml:1: lists within lists; expected at most 16 levels");
    }

    @Test
    void read_controlCharacter_saysWhichAndWhere() {
        assertThatThrownBy(() -> DescriptionReader.read("name: x\nnodes: \u0007", "x.yaml"))
                .hasMessage("x.yaml:2: not YAML: the character U+0007 is not allowed");
    }

    @Test
    void read_fileOfBytes_saysThatItIsNoText(@TempDir Path directory) throws IOException {
        Path file = Files.write(directory.resolve("x.yaml"), new byte[] {(byte) 0xff, 0x00});

        assertThatThrownBy(() -> DescriptionReader.read(file))
                .isInstanceOf(DescriptionException.class)
                .hasMessage(file + ": is not text; expected YAML in UTF-8");
    }

    @Test
    void read_controlCharactersInNames_messageStaysOneLine() {
        assertThatThrownBy(() -> DescriptionReader.read("\"\\nx\": 1", "dir\n/x.yaml"))
                .hasMessage("dir\\u000a/x.yaml:1: key \\u000ax is not one line of text; "
                        + "expected text without control characters");
    }
}
