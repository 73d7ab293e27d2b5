package memplug.cli;

import java.util.StringJoiner;
import memplug.machine.Machine;
import memplug.machine.dax.DaxDevice;
import memplug.machine.mm.Memory;
import memplug.machine.mm.Node;
import memplug.machine.phys.ByteSize;

/** What there is on a machine, in a line. */
final class Greeting {
    private Greeting() {}

    static String of(Machine machine) {
        Memory memory = machine.memory();
        StringJoiner parts = new StringJoiner(", ");
        for (Node node : memory.onlineNodes()) {
            parts.add("node " + node.id() + " with " + ByteSize.human(node.present() * 4096));
        }
        for (DaxDevice device : machine.dax().bus().devices().values()) {
            parts.add(device.name() + " with " + ByteSize.human(device.size()));
        }
        return machine.description().name() + ": " + parts;
    }
}
