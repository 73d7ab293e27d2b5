package memplug.tree;

import java.util.ArrayList;
import java.util.List;
import memplug.machine.Machine;
import memplug.machine.dax.DaxDevice;
import memplug.machine.kernel.Uevent;
import memplug.machine.mm.Node;
import memplug.tree.FileTree.Change;
import memplug.tree.kernfs.Folder;
import memplug.tree.kernfs.Thing;

/** Which names come and go with what the kernel tells. */
final class NameChanges {
    private final Machine machine;
    private final Folder sys;
    private final Folder dev;
    private final QuietChanges quiet;

    NameChanges(Machine machine, Folder sys, Folder dev) {
        this.machine = machine;
        this.sys = sys;
        this.dev = dev;
        this.quiet = new QuietChanges(machine, sys);
    }

    /** Which names have come and gone since the last call without anybody being told. */
    List<Change> untold() {
        return quiet.sinceLastCall();
    }

    List<Change> of(Uevent uevent) {
        List<Change> changes = new ArrayList<>();
        String path = uevent.devicePath();
        int slash = path.lastIndexOf('/');
        String name = path.substring(slash + 1);
        switch (uevent.action()) {
            case "add", "remove" -> {
                add(changes, path.substring(1, slash), name);
                add(changes, "bus/" + uevent.subsystem() + "/devices", name);
                if (uevent.subsystem().equals("memory")) {
                    for (Node node : machine.memory().onlineNodes()) {
                        changes.add(new Change(Thing.inodeOf(node.serial()), name));
                    }
                } else if (uevent.subsystem().equals("dax")) {
                    changes.add(new Change(dev.inode(), name));
                }
            }
            case "bind", "unbind" -> {
                machine.dax().device(name).ifPresent(device -> bound(device, changes));
                if (uevent.subsystem().equals("virtio")) {
                    add(changes, path.substring(1), "driver");
                    add(changes, "bus/virtio/drivers/virtio_mem", name);
                }
            }
            default -> {}
        }
        return changes;
    }

    private void bound(DaxDevice device, List<Change> changes) {
        long directory = Thing.inodeOf(device.serial());
        changes.add(new Change(directory, "driver"));
        changes.add(new Change(directory, "state"));
        machine.dax().drivers().forEach(driver -> add(changes, "bus/dax/drivers/" + driver.name(), device.name()));
    }

    private void add(List<Change> changes, String folder, String name) {
        sys.existing(folder).ifPresent(found -> changes.add(new Change(found.inode(), name)));
    }
}
