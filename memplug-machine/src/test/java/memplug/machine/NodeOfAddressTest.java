package memplug.machine;

import static org.assertj.core.api.Assertions.assertThat;

import memplug.machine.description.DescriptionReader;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Memory that is added by its address alone. */
class NodeOfAddressTest {
    private static final String MACHINE = """
            nodes:
              - {id: 0, cpus: 0-1, ranges: [0x0-0x7fffffff]}
              - {id: 1, ranges: [0x100000000-0x1ffffffff]}
              - {id: 2, ranges: [0x80000000-0xbfffffff, 0x200000000-0x2ffffffff]}
            firmware-map:
              - {range: 0x0-0x3fffffff, type: System RAM}
              - {range: 0x100000000-0x13fffffff, type: System RAM}
            """;

    @ParameterizedTest
    @CsvSource({
        "0x40000000, 0, in a range of node 0 that has RAM",
        "0x100000000, 1, RAM of node 1",
        "0x140000000, 0, in a range of node 1 that has RAM but beyond the end of RAM",
        "0x80000000, 0, in a range of node 2 that has no RAM",
        "0x200000000, 0, in another one beyond the end",
        "0x300000000, 0, nobody's"
    })
    void nodeOf_anAddress_isTheNodeThatTheKernelRemembers(String address, int node, String why) throws Exception {
        Machine machine = Machine.boot(DescriptionReader.read(MACHINE, "x.yaml"));

        assertThat(machine.nodeOf(Long.decode(address))).as(why).isEqualTo(node);
    }
}
