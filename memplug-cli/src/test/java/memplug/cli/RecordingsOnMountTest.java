package memplug.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Replays what a real kernel answered, line for line, with the program that asked the kernel, on a mounted machine. */
class RecordingsOnMountTest {
    private static final Path RECORDINGS = Memplug.ROOT.resolve("memplug-tree/src/test/resources/recordings");
    private static final String END = " = ";
    private static final AtomicLong AGREED = new AtomicLong();

    @TempDir
    static Path directory = Path.of("");

    static List<Path> recordings() throws IOException {
        try (Stream<Path> files = Files.walk(RECORDINGS)) {
            return files.filter(path -> path.toString().endsWith(".rec"))
                    .sorted()
                    .map(RECORDINGS::relativize)
                    .toList();
        }
    }

    @BeforeAll
    static void compileOps() throws IOException, InterruptedException {
        Requirements.mounting();
        Requirements.programs("gcc");
        var compiler = new ProcessBuilder("gcc", "-O2", "-o", ops(), "src/test/c/ops.c");

        assertThat(compiler.inheritIO().start().waitFor()).isZero();
    }

    @ParameterizedTest
    @MethodSource("recordings")
    void replay_onTheMachineOfTheRecording_agreesInEveryLine(Path name) throws Exception {
        List<String> lines = Files.readAllLines(RECORDINGS.resolve(name));

        var replayed = Memplug.on(name.getName(0).toString(), ops())
                .stdin(script(lines))
                // A machine has done what it was asked for when the write returns.
                .with("OPS_SETTLE", "0")
                .run();

        assertThat(disagreements(lines, replayed.output().lines().toList())).isEmpty();
        assertThat(replayed.errors()).isEmpty();
        AGREED.addAndGet(
                lines.stream().filter(RecordingsOnMountTest::isOperation).count());
    }

    @Test
    void replay_ofAnAnswerNoKernelGave_isNoticed() throws Exception {
        List<String> lines = List.of("R /sys/devices/system/memory/block_size_bytes = \"8000001\\n\"");

        var replayed = Memplug.on("reference", ops()).stdin(script(lines)).run();

        assertThat(disagreements(lines, replayed.output().lines().toList()))
                .containsExactly("1: " + lines.getFirst() + ", not "
                        + "R /sys/devices/system/memory/block_size_bytes = \"8000000\\n\"");
    }

    @AfterAll
    static void sayHowManyAgreed() {
        System.out.println("recordings: " + AGREED + " lines agreed with the kernel through the mount");
    }

    private static String ops() {
        return directory.resolve("ops").toString();
    }

    private static String script(List<String> lines) {
        return lines.stream()
                .map(line -> isOperation(line) ? line.substring(0, line.lastIndexOf(END)) : line)
                .collect(Collectors.joining("\n", "", "\n"));
    }

    private static boolean isOperation(String line) {
        return !line.startsWith("#") && line.contains(END);
    }

    private static List<String> disagreements(List<String> expected, List<String> actual) {
        List<String> disagreements = new ArrayList<>();
        for (int i = 0; i < Math.max(expected.size(), actual.size()); i++) {
            String wanted = i < expected.size() ? expected.get(i) : "nothing";
            String found = i < actual.size() ? actual.get(i) : "nothing";
            if (!wanted.equals(found)) {
                disagreements.add((i + 1) + ": " + wanted + ", not " + found);
            }
        }
        return disagreements;
    }
}
