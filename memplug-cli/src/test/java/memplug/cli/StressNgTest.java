package memplug.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StressNgTest {
    @ParameterizedTest
    @ValueSource(strings = {"reference", "cxl-pool"})
    void memhotplug_byTwoWorkers_succeedsAndLeavesAMachineThatWorks(String machine) throws Exception {
        Requirements.programs("stress-ng");

        var finished = Memplug.on(machine, "sh", "-ec", """
                        total() { sed -n 's/^MemTotal: *//p' /proc/meminfo; }
                        before=$(total)
                        stress-ng --memhotplug 2 -t 10
                        for device in /sys/bus/dax/devices/dax*; do
                            echo unplugged >$device/state
                        done
                        [ "$(total)" = "$before" ]
                        for device in /sys/bus/dax/devices/dax*; do
                            echo online_movable >$device/state
                            cat $device/state
                        done
                        """).run();

        assertThat(finished.errors()).contains("successful run completed").doesNotContain("memplug:");
        assertThat(finished.output().lines()).isNotEmpty().containsOnly("online_movable");
        assertThat(finished.status()).isZero();
    }
}
