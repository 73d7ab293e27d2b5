package memplug.cli;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Everybody at once, for two minutes or for {@code -Dmemplug.stress-seconds}. */
class AllAtOnceTest {
    private static final int SECONDS = Integer.getInteger("memplug.stress-seconds", 120);

    private static final String DONE = "done";
    private static final String BUSY = "Device or resource busy";
    private static final String INTERRUPTED = "Interrupted system call";
    private static final String NO_MEMORY = "Cannot allocate memory";
    private static final String INVALID = "Invalid argument";

    /** The block went away before the file was opened, while it was, or before it was written to. */
    private static final Set<String> BLOCK =
            Set.of(DONE, BUSY, INVALID, "No such file or directory", "Permission denied", "No such device");

    /** What Linux could answer to each operation. Linux has no processes to be told what to do: theirs are the words. */
    private static final Map<String, Set<String>> POSSIBLE = Map.ofEntries(
            entry("start", Set.of(DONE, NO_MEMORY)),
            entry("touch", Set.of(DONE, NO_MEMORY)),
            entry("fork", Set.of(DONE, NO_MEMORY)),
            entry("write", Set.of(DONE)),
            entry("check", Set.of(DONE)),
            entry("thin", Set.of(DONE)),
            entry("pin", Set.of(DONE)),
            entry("unpin", Set.of(DONE)),
            entry("stop", Set.of(DONE)),
            entry("look", Set.of(DONE)),
            entry("read", Set.of(DONE)),
            entry("plug", Set.of(DONE, NO_MEMORY)),
            entry("unplug", Set.of(DONE, BUSY, NO_MEMORY)),
            entry("interrupted unplug", Set.of(DONE, BUSY, NO_MEMORY, INTERRUPTED)),
            entry("block offline", BLOCK),
            entry("block online", BLOCK),
            entry("block online_movable", BLOCK),
            entry("block online_kernel", BLOCK));

    @Test
    void unplugAndPlug_whileAllElseGoesOn_losesNothingAndGivesNoWrongErrno() throws Exception {
        Requirements.programs("stress-ng", "bash");

        var finished = Memplug.on(
                        "reference",
                        "bash",
                        Path.of("src/test/sh/all-at-once.sh").toAbsolutePath().toString())
                .with("STRESS_SECONDS", Integer.toString(SECONDS))
                .longerBy(SECONDS)
                .run();

        assertThat(finished.errors()).contains("successful run completed").doesNotContain("memplug:");
        assertThat(finished.output().lines()).allSatisfy(AllAtOnceTest::assertPossible);
        assertThat(finished.output())
                .contains("\nplug: done", "\nunplug: done", "check: done", "block offline: done")
                .endsWith("""
                        last check: done
                        last unplug: done
                        memory without the device: done
                        last plug: done
                        memory with the device: done
                        last check: done
                        last stop: done
                        """);
        assertThat(finished.status()).isZero();
    }

    private static void assertPossible(String line) {
        String[] parts = line.replaceFirst(" \\(\\d+\\)$", "").split(": ", 2);
        assertThat(POSSIBLE.getOrDefault(parts[0], Set.of(DONE))).as(line).contains(parts[1]);
    }
}
