package memplug.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Signals are the command's, and nothing is left behind whoever dies. */
class SignalTest {
    private static final String READY_AND_SLEEP = "readlink /proc/self/ns/mnt; echo $$; echo ready; exec sleep 1000";

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "HUP", "INT", "USR1"})
    void signal_sentToMemplug_reachesTheCommand(String signal) throws Exception {
        String script = "trap 'echo got it; exit 7' " + signal + "; echo ready; while :; do sleep 0.05; done";
        try (Started guest = Started.of(Memplug.on("small", "sh", "-c", script))) {
            guest.awaitReady();

            guest.kill(signal);

            assertThat(guest.restOfOutput()).isEqualTo("got it");
            assertThat(guest.awaitEnd()).isEqualTo(7);
        }
    }

    @ParameterizedTest
    @CsvSource({"'\u0003', 130", "'\u001c', 131"})
    void key_typedOnTheTerminal_endsTheCommandAndThenMemplug(String key, int status) throws Exception {
        Requirements.programs("script");
        List<String> line = Memplug.on("small", "sh", "-c", "stty -echo; echo ready; exec sleep 1000")
                .line();
        String quoted = line.stream().map(word -> "'" + word + "'").reduce("exec", (a, b) -> a + " " + b);
        try (Started terminal = Started.of("script", "-qefc", quoted, "/dev/null")) {
            terminal.awaitReady();

            terminal.type(key);

            assertThat(terminal.awaitEnd()).isEqualTo(status);
        }
    }

    @Test
    void key_typedOnTheTerminal_leavesMemplugToACommandThatHandlesIt() throws Exception {
        Requirements.programs("script");
        String script = "trap \"echo got it; exit 7\" INT; stty -echo; echo ready; while :; do sleep 0.05; done";
        List<String> line = Memplug.on("small", "sh", "-c", script).line();
        String quoted = line.stream().map(word -> "'" + word + "'").reduce("exec", (a, b) -> a + " " + b);
        try (Started terminal = Started.of("script", "-qefc", quoted, "/dev/null")) {
            terminal.awaitReady();

            terminal.type("\u0003");

            assertThat(terminal.restOfOutput()).contains("got it");
            assertThat(terminal.awaitEnd()).isEqualTo(7);
        }
    }

    @Test
    void memplug_killed_takesTheCommandAndAllMountsWithIt() throws Exception {
        try (Started guest = Started.of(Memplug.on("small", "sh", "-c", READY_AND_SLEEP))) {
            String namespace = guest.awaitReady().lines().findFirst().orElseThrow();

            guest.kill("KILL");

            assertThat(guest.awaitEnd()).isEqualTo(137);
            Started.awaitGone(namespace);
        }
    }

    @Test
    void command_killed_endsMemplugAndAllMounts() throws Exception {
        try (Started guest = Started.of(Memplug.on("small", "sh", "-c", READY_AND_SLEEP))) {
            List<String> said = guest.awaitReady().lines().toList();

            Started.kill("KILL", Long.parseLong(said.getLast()));

            assertThat(guest.awaitEnd()).isEqualTo(137);
            Started.awaitGone(said.getFirst());
        }
    }
}
