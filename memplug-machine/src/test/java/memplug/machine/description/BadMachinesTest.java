package memplug.machine.description;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class BadMachinesTest {
    private static final String STRANGE = "{}[]:,-#&*!|>'\"%@`\n 09x";

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

    @ParameterizedTest
    @MethodSource("memplug.machine.description.DescriptionWriterTest#seeds")
    void read_fileWithSomeDamage_isAMachineOrOneLine(long seed) {
        Random random = new Random(seed);
        String text = DescriptionWriter.write(new RandomMachine(seed).machine());

        for (int i = 0; i < 10; i++) {
            String damaged = damaged(text, random);
            Optional<Throwable> thrown =
                    Optional.ofNullable(catchThrowable(() -> DescriptionReader.read(damaged, "x.yaml")));
            assertThat(thrown.stream()).allSatisfy(each -> {
                assertThat(each).isInstanceOf(DescriptionException.class);
                assertThat(each.getMessage()).matches("x\\.yaml:\\d+: [^\\n]+");
            });
        }
    }

    /** {@return the text with some of its characters replaced, or a piece of it left out or doubled} */
    private static String damaged(String text, Random random) {
        int start = random.nextInt(text.length());
        int end = Math.min(text.length(), start + random.nextInt(40));
        String middle = switch (random.nextInt(4)) {
            case 0 -> "";
            case 1 -> text.substring(start, end).repeat(2);
            case 2 -> String.valueOf(STRANGE.charAt(random.nextInt(STRANGE.length())));
            default -> text.substring(random.nextInt(start + 1), start);
        };
        return text.substring(0, start) + middle + text.substring(end);
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
