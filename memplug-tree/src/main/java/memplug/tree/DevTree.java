package memplug.tree;

import memplug.machine.Machine;
import memplug.machine.dax.DaxDevice;
import memplug.tree.kernfs.Folder;
import memplug.tree.kernfs.Thing;
import memplug.tree.kernfs.TreeContext;
import memplug.tree.procfs.KmsgFile;

/** /dev, as far as the machine has something to do with it: the kernel log, and dax devices. */
final class DevTree {
    private static final int NODE_SLOT = 0x83;

    private DevTree() {}

    static Folder of(TreeContext context) {
        Machine machine = context.machine();
        Folder dev = new Folder(context, "");
        dev.put("kmsg", KmsgFile.device(context));
        dev.things(
                name -> machine.dax().device(name).orElse(null),
                () -> machine.dax().bus().devices().values(),
                device -> new CharacterDevice(
                        Thing.inodeOf(device.serial()) + NODE_SLOT, DaxDevice.MAJOR, device.minor()),
                DaxDevice::name);
        return dev;
    }
}
