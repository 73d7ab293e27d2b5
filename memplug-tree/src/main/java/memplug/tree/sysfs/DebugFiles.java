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
    private final Machine machine;
    private final PaceFile pace;

    DebugFiles(TreeContext context) {
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
        if (!machine.memoryDevices().slots().isEmpty()) {
            DimmRequests dimms = new DimmRequests(machine.memoryDevices());
            debug.folder("memplug").attribute(Attribute.readWrite("dimm", dimms::read, dimms::write), 0);
        }
        // Invented: what the machine was booted from, so that it can be captured whole.
        Folder own = debug.folder("memplug");
        own.attribute(Attribute.readOnly("machine", _ -> DescriptionWriter.write(machine.description())), 0);
        own.attribute(new FaultsFile(machine).attribute(), 0);
        own.attribute(pace.attribute(), 0);
        own.attribute(pace.progress(), 0);
        own.attribute(WorkloadFile.attribute(), 0);
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
