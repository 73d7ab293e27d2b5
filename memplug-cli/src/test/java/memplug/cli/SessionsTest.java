package memplug.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** daxctl, lsmem, chmem, numactl and free on a machine, unmodified: they print what they print on a real one. */
class SessionsTest {
    private static final Path SESSIONS = Path.of("src/test/resources/sessions").toAbsolutePath();
    private static final Path PLAYER = Path.of("src/test/sh/session.sh").toAbsolutePath();
    private static final AtomicLong AGREED = new AtomicLong();

    static List<Path> sessions() throws IOException {
        try (Stream<Path> files = Files.walk(SESSIONS)) {
            return files.filter(path -> path.toString().endsWith(".session"))
                    .sorted()
                    .map(SESSIONS::relativize)
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("sessions")
    void play_onTheMachineOfTheSession_printsTheSame(Path name) throws Exception {
        Path file = SESSIONS.resolve(name);
        Session session = new Session(Files.readAllLines(file));
        Requirements.programs(session.programs());

        var played = Memplug.on(name.getName(0).toString(), "sh", PLAYER.toString(), file.toString())
                .run();

        assertThat(session.disagreements(played.output().lines().toList())).isEmpty();
        assertThat(played.errors()).isEmpty();
        AGREED.addAndGet(session.commands());
    }

    @Test
    void disagreements_whenACommandPrintsSomethingElse_showsBoth() {
        Session session =
                new Session(List.of("# remark", "$ echo a", "a", "  -> exit 0", "$ date", "…", "  -> exit 0"));

        assertThat(session.disagreements(
                        List.of("# remark", "$ echo a", "b", "  -> exit 0", "$ date", "today", "  -> exit 0")))
                .containsExactly(
                        "expected:\n  $ echo a\n  a\n    -> exit 0\nbut was:\n  $ echo a\n  b\n    -> exit 0\n");
    }

    @AfterAll
    static void sayHowManyAgreed() {
        System.out.println("sessions: " + AGREED + " commands printed on mounted machines what they should");
    }
}
