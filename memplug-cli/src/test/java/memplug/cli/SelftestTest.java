package memplug.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A selftest as the kernel has them, which knows nothing of memplug. */
class SelftestTest {
    private static final String SCRIPT =
            Path.of("src/test/sh/dax-kmem-state.sh").toAbsolutePath().toString();

    @ParameterizedTest
    @ValueSource(strings = {"reference", "single", "hmem", "cxl-pool", "small"})
    void run_withAllTestsAskedFor_passesTenOfTen(String machine) throws Exception {
        var finished = Memplug.on(machine, "sh", SCRIPT)
                .with("DAX_KMEM_TEST_DEV", "auto")
                .with("DAX_KMEM_TEST_UNBIND", "1")
                .run();

        assertThat(results(finished.output()))
                .isEqualTo(IntStream.rangeClosed(1, 10).mapToObj(n -> "ok " + n).toList());
        assertThat(finished.output()).startsWith("TAP version 13\n1..10\n").doesNotContain("SKIP");
        assertThat(finished.errors()).isEmpty();
        assertThat(finished.status()).isZero();
    }

    @Test
    void run_withoutADevice_skipsAll() throws Exception {
        var finished = Memplug.on("reference", "sh", SCRIPT).run();

        assertThat(finished.output()).isEqualTo("TAP version 13\n1..0 # SKIP DAX_KMEM_TEST_DEV is not set\n");
        assertThat(finished.status()).isEqualTo(4);
    }

    /** The first words of each result: {@code ok 1} or {@code not ok 1}. */
    private static List<String> results(String output) {
        return output.lines()
                .filter(line -> line.matches("(not )?ok .*"))
                .map(line -> line.replaceFirst("ok (\\d+) .*", "ok $1"))
                .toList();
    }
}
