package memplug.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import memplug.cli.Memplug.Finished;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OrdersTest {
    private static final String MACHINE =
            Memplug.ROOT.resolve("machines/reference.yaml").toString();

    private static final String UNPLUG = """
            cd /sys/bus/dax/devices/dax0.0
            echo unplugged >state && echo online_movable >state
            echo unplugged >state
            cat state /sys/devices/system/memory/memory33/state
            """;

    @Test
    void fault_stopsTheUnplugOfAnUnmodifiedProgram() throws Exception {
        var finished = Memplug.of("run", "--fault=block 37: unmovable page", MACHINE, "--", "sh", "-c", UNPLUG)
                .run();

        assertThat(finished.errors()).isEqualTo("sh: 3: echo: echo: I/O error\n");
        assertThat(finished.output()).isEqualTo("online_movable\nonline\n");
    }

    @Test
    void pace_givesAnInterruptTimeToComeAndTheUnplugIsRolledBack() throws Exception {
        var finished = Memplug.of(
                        "run",
                        "--pace=offline 1s",
                        MACHINE,
                        "--",
                        "sh",
                        "-c",
                        UNPLUG.replace("\necho unplugged >state\n", "\ntimeout 1 sh -c 'echo unplugged >state'\n"))
                .run();

        assertThat(finished.output()).isEqualTo("online_movable\nonline\n");
    }

    @Test
    void faultOfTheHelpsExample_stopsTheUnplug() throws Exception {
        Requirements.mounting();
        String help = Memplug.of("run", "--help").run().output();
        String example = help.substring(help.indexOf("memplug run --fault '"), help.indexOf("  Uevents"));
        String memplug =
                Memplug.of().line().stream().map(word -> "'" + word + "'").collect(Collectors.joining(" "));

        Process shell = new ProcessBuilder("sh", "-c", "memplug() { " + memplug + " \"$@\"; }\n" + example)
                .directory(Memplug.ROOT.toFile())
                .redirectErrorStream(true)
                .start();

        assertThat(shell.inputReader(UTF_8).lines()).containsExactly("sh: 4: echo: echo: I/O error", "online_movable");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--hold", "--fault", "--pace"})
    void emptyLine_isRefused(String option) throws Exception {
        assertThat(Memplug.of("run", option, "", MACHINE, "--", "echo", "started")
                        .run())
                .isEqualTo(new Finished(ExitStatus.USAGE, "", "memplug: " + option + " '': nothing is asked for\n"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --fault | block x: signal | not a place: block x
            --fault | nonsense        | not a fault: nonsense
            --fault | range 9: signal | there is no range 9; expected 0
            --pace  | offline         | not a step and a time: offline
            --hold  | redis           | not a name and a size: redis
            """)
    void badLine_isNamedAndNothingStarts(String option, String line, String reason) throws Exception {
        var finished = Memplug.of("run", option, line, MACHINE, "--", "echo", "started")
                .run();

        assertThat(finished.errors()).isEqualTo("memplug: " + option + " '" + line + "': EINVAL: " + reason + "\n");
        assertThat(finished.output()).isEmpty();
        assertThat(finished.status()).isEqualTo(ExitStatus.USAGE);
    }
}
