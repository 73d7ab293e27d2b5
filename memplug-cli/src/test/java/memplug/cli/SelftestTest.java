package memplug.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Selftests as the kernel has them, which know nothing of memplug. */
class SelftestTest {
    private static final String DAX_KMEM_STATE = script("dax-kmem-state.sh");
    private static final String MEMORY_HOTPLUG = script("memory-hotplug.sh");
    private static final String DAXCTL_DEVICE = script("daxctl-device.sh");

    private static String script(String name) {
        return Path.of("src/test/sh", name).toAbsolutePath().toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"reference", "single", "hmem", "cxl-pool", "small"})
    void daxKmemState_withAllTestsAskedFor_passesTenOfTen(String machine) throws Exception {
        var finished = Memplug.on(machine, "sh", DAX_KMEM_STATE)
                .with("DAX_KMEM_TEST_DEV", "auto")
                .with("DAX_KMEM_TEST_UNBIND", "1")
                .run();

        assertPassed(finished, 10);
    }

    @ParameterizedTest
    @ValueSource(strings = {"reference", "single", "hmem", "cxl-pool", "small"})
    void memoryHotplug_withDebugfs_passesSixOfSix(String machine) throws Exception {
        assertPassed(Memplug.on(machine, "sh", MEMORY_HOTPLUG).run(), 6);
    }

    @Test
    void daxctlDevice_onADynamicRegion_passesAll() throws Exception {
        Requirements.programs("daxctl");

        assertPassed(
                Memplug.on("hmem", "sh", DAXCTL_DEVICE)
                        .with("DAXCTL_TEST_REGION", "0")
                        .run(),
                18);
    }

    private static void assertPassed(Memplug.Finished finished, int tests) {
        assertThat(results(finished.output()))
                .isEqualTo(
                        IntStream.rangeClosed(1, tests).mapToObj(n -> "ok " + n).toList());
        assertThat(finished.output())
                .startsWith("TAP version 13\n1.." + tests + "\n")
                .doesNotContain("SKIP");
        assertThat(finished.errors()).isEmpty();
        assertThat(finished.status()).isZero();
    }

    @Test
    void daxKmemState_withoutADevice_skipsAll() throws Exception {
        var finished = Memplug.on("reference", "sh", DAX_KMEM_STATE).run();

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
