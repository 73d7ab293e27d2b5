package memplug.tree.sysfs;

import memplug.machine.Machine;
import memplug.machine.description.DescriptionWriter;
import memplug.machine.mm.Notifiers;
import memplug.machine.mm.Notifiers.Event;
import memplug.tree.ErrnoException;
import memplug.tree.kernfs.Attribute;
import memplug.tree.kernfs.Folder;
import memplug.tree.kernfs.TreeContext;
import memplug.tree.kernfs.Values;

/**
 * /sys/kernel/debug: the notifier error injection of lib/notifier-error-inject.c, and memplug's own files, which no kernel
 * has.
 */
final class DebugFiles {
    private final TreeContext context;
    private final Machine machine;
    private final PaceFile pace;

    DebugFiles(TreeContext context) {
        this.context = context;
        this.machine = context.machine();
        this.pace = new PaceFile(machine);
    }

    void putInto(Folder sys) {
        Folder debug = sys.folder("kernel/debug");
        if (machine.description().features().notifierErrorInjection()) {
            Folder actions = debug.folder("notifier-error-inject/memory/actions");
            machine.memory()
                    .notifiers()
                    .injected()
                    .keySet()
                    .forEach(event -> putEvent(actions.folder(event.name()), event));
        }
        putInvented(debug.folder("memplug"));
    }

    /** What the machine was booted from, so that it can be captured whole, and what is outside of it: hypervisor and time. */
    private void putInvented(Folder folder) {
        folder.attribute(Attribute.readOnly("machine", _ -> DescriptionWriter.write(machine.description())), 0);
        folder.attribute(new FaultsFile(machine).attribute(), 0);
        folder.attribute(pace.attribute(), 0);
        folder.attribute(pace.progress(), 0);
        folder.attribute(WorkloadFile.attribute(), 0);
        folder.attribute(new HypervisorFile(context).attribute(), 0);
        folder.attribute(new ClockFile(machine).attribute(), 0);
        if (!machine.memoryDevices().slots().isEmpty()) {
            DimmRequests dimms = new DimmRequests(machine.memoryDevices());
            folder.attribute(Attribute.readWrite("dimm", dimms::read, dimms::write), 0);
        }
    }

    private void putEvent(Folder folder, Event event) {
        Notifiers notifiers = machine.memory().notifiers();
        folder.attribute(
                Attribute.readWrite(
                        "error",
                        _ -> notifiers.injected().get(event) + "\n",
                        (_, value, _) -> inject(notifiers, event, value)),
                0);
    }

    private static void inject(Notifiers notifiers, Event event, String value) throws ErrnoException {
        // As lib/notifier-error-inject.c: debugfs_errno_set(): only 32 bits of it count.
        int number = (int) Values.signed(value);
        notifiers.inject(event, number);
    }
}
