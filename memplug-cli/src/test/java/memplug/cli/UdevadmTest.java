package memplug.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class UdevadmTest {
    @BeforeAll
    static void findUdevadm() {
        Requirements.programs("udevadm");
    }

    @Test
    void info_ofADevice_knowsItsDriverAndItsNode() throws Exception {
        var finished = Memplug.on("reference", "udevadm", "info", "/sys/bus/dax/devices/dax0.0")
                .run();

        assertThat(finished.output().lines())
                .contains(
                        "P: /devices/platform/e820_pmem/ndbus0/region0/dax0.0/dax0.0",
                        "M: dax0.0",
                        "U: dax",
                        "D: c 252:0",
                        "N: dax0.0",
                        "V: kmem",
                        "E: DEVNAME=/dev/dax0.0",
                        "E: DRIVER=kmem",
                        "E: MODALIAS=dax:t0");
        assertThat(finished.status()).isZero();
    }

    @Test
    void info_ofAllDevices_namesBlocksNodesAndCpus() throws Exception {
        var finished = Memplug.on("reference", "udevadm", "info", "--export-db").run();

        assertThat(finished.output().lines())
                .contains(
                        "P: /devices/system/memory/memory33",
                        "P: /devices/system/node/node1",
                        "P: /devices/system/cpu/cpu0",
                        "P: /devices/platform/e820_pmem/ndbus0/region0/dax0.0/dax0.0");
        assertThat(finished.status()).isZero();
    }

    /** Transcript T12, "same with udevadm monitor", without times and sequence numbers. */
    @Test
    void monitor_whileBlocksComeAndGo_seesTheUeventsOfTheKernel() throws Exception {
        var finished = Memplug.on("reference", "sh", "-ec", """
                        wait_for() { timeout 10 sh -c 'until grep -q "$1" "$2"; do sleep 0.02; done' wait "$1" "$log"; }
                        log=$(mktemp)
                        cd /sys/bus/dax/devices/dax0.0
                        echo unplugged >state
                        echo online_movable >state
                        udevadm monitor --kernel --property >$log &
                        wait_for '^KERNEL - '
                        echo offline >/sys/devices/system/memory/memory33/state
                        echo online >/sys/devices/system/memory/memory33/state
                        echo unplugged >state
                        wait_for 'remove .*/node1 '
                        kill $!
                        wait $! || true
                        sed -e '/^SEQNUM=/d' -e 's/^KERNEL\\[[0-9.]*]/KERNEL/' $log
                        rm $log
                        """).run();

        assertThat(finished.errors()).isEmpty();
        assertThat(finished.output()).isEqualTo(resource("udevadm-monitor.txt"));
    }

    private static String resource(String name) throws Exception {
        try (InputStream stream = Objects.requireNonNull(UdevadmTest.class.getResourceAsStream(name))) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
