package memplug.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import memplug.cli.Memplug.Finished;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the program says without running anything. */
class CommandLineTest {
    private static final String SMALL =
            Memplug.ROOT.resolve("machines/small.yaml").toString();

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource(quoteCharacter = '"', delimiter = '|', textBlock = """
                    --debug           | 64 | a command is missing (memplug --help says more)
                    rnu               | 64 | rnu is no command; expected demo, run, mount, check, capture or generate-completion (memplug --help says more)
                    run               | 64 | missing required parameter: 'MACHINE.yaml' (memplug run --help says more)
                    run x.yaml --nett | 64 | unknown option: '--nett' (memplug run --help says more)
                    run x.yaml -- id  | 66 | x.yaml: no such file or directory
                    mount x.yaml      | 64 | missing required parameter: 'DIR' (memplug mount --help says more)
                    check x.yaml      | 66 | x.yaml: no such file or directory
                    demo x.yaml y     | 64 | y is one argument too many (memplug demo --help says more)
                    demo x.yaml y z   | 64 | y z are 2 arguments too many (memplug demo --help says more)
                    capture /nosuch   | 66 | /nosuch: no such directory
                    capture /etc/ssl  | 66 | /etc/ssl: shows no RAM; expected /sys/firmware/memmap, or /proc/iomem as the superuser sees it
                    """)
    void mistake_isOneLineAndAStatus(String line, int status, String message) throws Exception {
        var finished = Memplug.of(line.split(" ")).run();

        assertThat(finished).isEqualTo(new Finished(status, "", "memplug: " + message + "\n"));
    }

    @Test
    void check_aMistake_namesItsLine() throws Exception {
        Path file = Files.writeString(directory.resolve("wrong.yaml"), "name: wrong\nnodes: [{id: 0, memory: 4G}]\n");

        var finished = Memplug.of("check", SMALL, file.toString()).run();

        assertThat(finished.status()).isEqualTo(ExitStatus.BAD_DATA);
        assertThat(finished.output()).isEqualTo(SMALL + ": ok\n");
        assertThat(finished.errors()).startsWith("memplug: " + file + ":2: ").hasLineCount(1);
    }

    @Test
    void check_withJson_isOneArrayForPrograms() throws Exception {
        var finished = Memplug.of("check", "--json", SMALL, "x.yaml").run();

        assertThat(finished)
                .isEqualTo(new Finished(
                        ExitStatus.NO_INPUT,
                        "[{\"file\":\"" + SMALL + "\",\"ok\":true,\"name\":\"small\"},"
                                + "{\"file\":\"x.yaml\",\"ok\":false,\"error\":\"x.yaml: no such file or directory\"}]\n",
                        ""));
    }

    @Test
    void check_ofADash_readsStandardInput() throws Exception {
        var finished =
                Memplug.of("check", "-").stdin(Files.readString(Path.of(SMALL))).run();

        assertThat(finished).isEqualTo(new Finished(ExitStatus.DONE, "standard input: ok\n", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"demo", "run", "mount", "check", "capture", "generate-completion"})
    void help_ofEachCommand_teachesByExampleAndSaysHowItEnds(String command) throws Exception {
        var finished = Memplug.of(command, "--help").run();

        assertThat(finished.status()).isEqualTo(ExitStatus.DONE);
        assertThat(finished.output())
                .startsWith("Usage: memplug " + command + " [-h] [--debug]")
                .contains("\nExit status:\n", "\nExamples:\n")
                .contains("memplug " + command);
        assertThat(finished.output().lines().dropWhile(line -> !line.equals("Examples:")))
                .as("examples that are not broken over two lines")
                .allMatch(line -> line.equals("Examples:") || line.startsWith("  "));
    }

    @Test
    void debug_showsWhereAnErrorCameFrom() throws Exception {
        var finished = Memplug.of("--debug", "check", SMALL, "x.yaml").run();
        var failed = Memplug.of("mount", "--debug", SMALL, "/nosuch").run();

        assertThat(finished.errors()).hasLineCount(1);
        assertThat(failed.errors())
                .startsWith("memplug: /nosuch: not a directory\n")
                .contains("at memplug.cli.");
    }

    @Test
    void completion_isAScriptThatBashTakes() throws Exception {
        String script = Memplug.of("generate-completion").run().output();

        Process bash = new ProcessBuilder("bash", "-c", script + "\ncomplete -p memplug")
                .redirectErrorStream(true)
                .start();

        assertThat(new String(bash.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8))
                .contains("-F _complete_memplug memplug");
    }
}
