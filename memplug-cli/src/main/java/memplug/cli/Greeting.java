package memplug.cli;

import java.util.StringJoiner;
import memplug.machine.Machine;
import memplug.machine.dax.DaxDevice;
import memplug.machine.dax.KmemBinding;
import memplug.machine.device.Driver;
import memplug.machine.mm.Frames;
import memplug.machine.mm.Node;
import memplug.machine.phys.ByteSize;

/** What there is on a machine, in a line. */
final class Greeting {

    private Greeting() {}

    static String of(Machine machine) {
        StringJoiner parts = new StringJoiner(", ");
        for (Node node : machine.memory().nodesWithMemory()) {
            parts.add("node" + node.id() + " " + ByteSize.human(node.present() * Frames.PAGE_BYTES));
        }
        for (DaxDevice device : machine.dax().bus().devices().values()) {
            parts.add(device.name() + " " + ByteSize.human(device.size()) + " (" + state(device) + ")");
        }
        return machine.description().name() + " is at /sys, /proc and /dev until you exit: " + parts;
    }

    private static String state(DaxDevice device) {
        KmemBinding kmem = device.kmem();
        Driver<?> driver = device.driver();
        return kmem != null ? kmem.state().word() : driver != null ? driver.name() : "not bound";
    }
}
