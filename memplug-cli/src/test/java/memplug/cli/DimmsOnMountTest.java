package memplug.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** DIMMs come and go below a mount: what a program looked up before is not what it finds after. */
class DimmsOnMountTest {
    private static final String REQUEST = "request() { echo \"$@\" > /sys/kernel/debug/memplug/dimm; }; ";
    private static final String ENTRY = "entry() { cat /sys/firmware/memmap/$1/start 2>/dev/null || echo none; }; ";
    private static final String NODE =
            "node() { readlink /sys/bus/acpi/devices/PNP0C80:02/physical_node || echo none; }; ";

    @BeforeAll
    static void requireMounting() throws Exception {
        Requirements.mounting();
    }

    private static String sh(String script) throws Exception {
        var finished =
                Memplug.on("dimms", "sh", "-c", REQUEST + ENTRY + NODE + script).run();
        assertThat(finished.errors()).isEmpty();
        return finished.output();
    }

    @Test
    void lookUp_entryOfTheFirmwareMap_isThereAndGoneAtOnce() throws Exception {
        assertThat(sh("""
                entry 7
                request insert a 256MiB node=1 at=0x180000000
                entry 7; entry 8
                request request-eject a
                entry 7
                request insert b 256MiB node=1
                entry 7; entry 8
                ls /sys/firmware/memmap | sort -n | tr '\\n' ' '
                """)).isEqualTo("none\n0x180000000\nnone\nnone\nnone\n0x100000000\n0 1 2 3 4 5 6 8 ");
    }

    @Test
    void lookUp_linksBetweenDeviceAndBlocks_areThoseOfTheDimmThatIsThere() throws Exception {
        assertThat(sh("""
                node
                request insert a 256MiB node=1 slot=2 at=0x180000000
                node
                request request-eject a
                node
                request insert b 128MiB node=1 slot=2
                node; readlink /sys/devices/system/memory/memory32/firmware_node
                """)).isEqualTo("""
                        none
                        ../../../../system/memory/memory48
                        none
                        ../../../../system/memory/memory32
                        ../../../LNXSYSTM:00/LNXSYBUS:00/PNP0A06:04/PNP0C80:02
                        """);
    }

    @Test
    void write_badLine_isAnErrorAndWhatCannotBeDoneIsTold() throws Exception {
        assertThat(sh("""
                (request insert a 1GiB) 2>/dev/null || echo refused
                request insert a 1GiB node=1 slot=3
                request insert b 1GiB node=1 slot=3
                cat /sys/kernel/debug/memplug/dimm
                """)).isEqualTo("""
                        refused
                        slot 0: empty
                        slot 1: empty
                        slot 2: empty
                        slot 3: a 1GiB node=1 at=0x100000000 enabled
                        last: insert b: nothing done: slot 3 holds a
                        """);
    }
}
