package memplug.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** With --disallowed, since what the host's cgroup allows is not what the machine has. */
class LstopoTest {
    private static final String LSTOPO = "lstopo-no-graphics --disallowed --only ";

    @BeforeAll
    static void findLstopo() {
        Requirements.programs("lstopo-no-graphics");
    }

    @Test
    void lstopo_whenDevicesArePlugged_showsTheNodesOfTheirMemory() throws Exception {
        var finished =
                Memplug.on("cxl-pool", "sh", "-ec", """
                        for device in /sys/bus/dax/devices/dax*; do
                            echo unplugged >$device/state
                            echo online_movable >$device/state
                        done
                        """ + LSTOPO + "NUMANode").run();

        assertThat(finished.output()).isEqualTo("""
                NUMANode L#0 (P#0 126GB)
                NUMANode(SPM) L#1 (P#2 256GB)
                NUMANode L#2 (P#1 126GB)
                NUMANode(SPM) L#3 (P#3 256GB)
                """);
    }

    @Test
    void lstopo_ofAMachineWithMoreProcessorsThanTheHost_showsThemAll() throws Exception {
        var finished = Memplug.on("cxl-pool", "sh", "-c", LSTOPO + "PU").run();

        assertThat(finished.output().lines()).hasSize(64).last().isEqualTo("PU L#63 (P#63)");
    }
}
