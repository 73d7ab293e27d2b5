package memplug.tree.procfs;

import memplug.machine.Machine;

/** /proc/cmdline. As fs/proc/cmdline.c. */
final class Cmdline {
    private Cmdline() {}

    static String of(Machine machine) {
        return machine.description().kernel().commandLine() + "\n";
    }
}
