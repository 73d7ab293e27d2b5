package memplug.machine.acpi;

import java.util.OptionalInt;
import java.util.OptionalLong;
import memplug.machine.Machine;
import memplug.machine.description.DescriptionException;
import memplug.machine.description.DescriptionReader;
import memplug.machine.phys.ByteSize;

/** Machines with slots for DIMMs: 2 GiB of RAM on node 0, which has the CPUs, and nothing on nodes 1 and 2. */
final class DimmMachines {
    /** Where the first DIMM goes. */
    static final long FIRST = 4 * ByteSize.GIB;

    private static final String MAP = """
            virtual: true
            firmware-map:
              - {range: 0x0-0x9ffff, type: System RAM}
              - {range: 0x100000-0x7fffffff, type: System RAM}
            """;

    private static final String NODES = """
            nodes:
              - {id: 0, cpus: 0-1, ranges: [0x0-0x7fffffff], memory-used: 16MiB}
              - {id: 1}
              - {id: 2}
            reservations:
              - {name: memmap, node: 0, size: 32MiB}
            """;

    private DimmMachines() {}

    /** {@return a machine with four empty slots, on which added memory stays offline} */
    static Machine empty() {
        return boot(MAP + NODES + "dimms: {slots: 4}\n");
    }

    /**
     * {@return a machine as {@link #empty}, with more in its file}
     *
     * @param dimms further keys of {@code dimms}
     * @param more further keys of the file
     */
    static Machine with(String dimms, String more) {
        return boot(MAP + NODES + "dimms: {slots: 4" + dimms + "}\n" + more);
    }

    /**
     * {@return a machine whose node 1 is a DIMM of 1 GiB, boot memory}
     *
     * @param commandLine the kernel's command line
     */
    static Machine withBootDimm(String commandLine) {
        return boot(MAP + """
                  - {range: 0x100000000-0x13fffffff, type: System RAM}
                nodes:
                  - {id: 0, cpus: 0-1, ranges: [0x0-0x7fffffff], memory-used: 16MiB}
                  - {id: 1, ranges: [0x100000000-0x13fffffff]}
                reservations:
                  - {name: memmap, node: 0, size: 32MiB}
                dimms:
                  slots: 2
                  at-boot:
                    - {name: dimm0, slot: 1, node: 1, range: 0x100000000-0x13fffffff}
                kernel:
                  command-line: %s
                """.formatted(commandLine));
    }

    static Machine boot(String file) {
        try {
            return Machine.boot(DescriptionReader.read(file, "test.yaml"));
        } catch (DescriptionException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /**
     * {@return a DIMM in the first empty slot, at the lowest address with room}
     *
     * @param name its name
     * @param mebibytes its size
     * @param node its node
     */
    static Insertion dimm(String name, long mebibytes, int node) {
        return new Insertion(name, mebibytes * ByteSize.MIB, node, OptionalInt.empty(), OptionalLong.empty());
    }
}
