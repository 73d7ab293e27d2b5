package memplug.tree.sysfs;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import memplug.machine.Machine;
import memplug.machine.acpi.Answer;
import memplug.machine.acpi.Attachment;
import memplug.machine.acpi.DimmSlot;
import memplug.machine.acpi.MemoryDevices;
import memplug.machine.kernel.Task;
import memplug.machine.mm.BlockId;
import memplug.tree.Directory.Entry;
import memplug.tree.Errno;
import memplug.tree.ErrnoException;
import memplug.tree.Node;
import memplug.tree.SymbolicLink;
import memplug.tree.kernfs.Attribute;
import memplug.tree.kernfs.Folder;
import memplug.tree.kernfs.Paths;
import memplug.tree.kernfs.Thing;
import memplug.tree.kernfs.TreeContext;
import memplug.tree.kernfs.Values;

/**
 * ACPI's memory devices, their hotplug profile, and the links between them and memory blocks. As
 * drivers/acpi/device_sysfs.c, drivers/acpi/sysfs.c and drivers/acpi/glue.c.
 */
public final class AcpiFiles {
    /** What the link to a device's first block is called; those to the others have a number behind it. */
    public static final String PHYSICAL_NODE = "physical_node";

    private static final String CONTAINER = "/devices/LNXSYSTM:00/LNXSYBUS:00/PNP0A06:04";
    private static final String MODALIAS = "acpi:PNP0C80:";

    private final Machine machine;
    private final MemoryDevices devices;

    AcpiFiles(TreeContext context) {
        this.machine = context.machine();
        this.devices = machine.memoryDevices();
    }

    /**
     * {@return the directory of a device below /sys}
     *
     * @param slot the device
     */
    public static String path(DimmSlot slot) {
        return CONTAINER + "/" + slot.deviceName();
    }

    /**
     * {@return the name of a device's link to one of its blocks}
     *
     * @param index the number of the block, from 0
     */
    public static String physicalNode(int index) {
        return index == 0 ? PHYSICAL_NODE : PHYSICAL_NODE + index;
    }

    void putInto(Folder sys) {
        if (devices.slots().isEmpty()) {
            return;
        }
        devices.slots().keySet().forEach(number -> putDevice(sys, number));
        Folder hotplug = sys.folder("firmware/acpi/hotplug");
        hotplug.attribute(Attribute.readWrite("force_remove", _ -> "0\n", this::setForceRemove));
        if (devices.attaches()) {
            hotplug.folder("memory")
                    .attribute(Attribute.readWrite(
                            "enabled", _ -> devices.isHotplugEnabled() ? "1\n" : "0\n", this::setEnabled));
        }
    }

    private void putDevice(Folder sys, int number) {
        DimmSlot slot = slot(number);
        Folder folder = sys.folder(path(slot).substring(1));
        folder.attribute(Attribute.writeOnly("eject", (_, value, task) -> eject(number, value, task)));
        folder.attribute(Attribute.readOnly("hid", _ -> "PNP0C80\n"));
        folder.attribute(Attribute.readOnly("modalias", _ -> slot(number).status() == 0 ? "" : MODALIAS + "\n"));
        folder.attribute(Attribute.readOnly("path", _ -> slot.path() + "\n"));
        folder.attribute(Attribute.readOnly("status", _ -> slot(number).status() + "\n"));
        folder.attribute(Attribute.readOnly("uid", _ -> slot.uid() + "\n"));
        folder.attribute(Attribute.readWrite(
                "uevent",
                _ -> slot(number).status() == 0 ? "" : "MODALIAS=" + MODALIAS + "\n",
                (_, value, _) -> Uevents.send(
                        machine.kernel(),
                        new Uevents.Source(folder.path(), "acpi", List.of("MODALIAS=" + MODALIAS)),
                        value)));
        folder.link("subsystem", "/bus/acpi");
        folder.putNames(new PhysicalNodes(number, folder.path()));
        sys.folder("bus/acpi/devices").link(slot.deviceName(), folder.path());
    }

    private DimmSlot slot(int number) {
        return devices.slot(number).orElseThrow();
    }

    private void eject(int number, String value, Task task) throws ErrnoException {
        if (!value.startsWith("1")) {
            throw Values.invalid(value, "1");
        }
        // Whatever becomes of an eject that the kernel takes, the write has succeeded.
        if (devices.eject(number, task) instanceof Answer.NothingDone) {
            throw new ErrnoException(Errno.ENODEV, slot(number).deviceName() + " cannot be ejected");
        }
    }

    private void setEnabled(TreeContext tree, String value, Task task) throws ErrnoException {
        long number = requireNumber(value);
        if (number != 0 && number != 1) {
            throw Values.invalid(value, "0 or 1");
        }
        devices.setHotplugEnabled(number == 1);
    }

    /** As hotplug_enabled_store(): whatever is wrong with the number is EINVAL here. */
    private static long requireNumber(String value) throws ErrnoException {
        try {
            return Values.decimal(value);
        } catch (ErrnoException _) {
            throw Values.invalid(value, "0 or 1");
        }
    }

    private void setForceRemove(TreeContext tree, String value, Task task) throws ErrnoException {
        if (Values.truth(value)) {
            throw Values.invalid(value, "0: removal is never forced");
        }
    }

    /** The links of a device to its memory blocks. */
    private final class PhysicalNodes implements Folder.Names {
        private final int number;
        private final String path;

        PhysicalNodes(int number, String path) {
            this.number = number;
            this.path = path;
        }

        @Override
        public Optional<Node> lookUp(String name) {
            int index = indexOf(name);
            return slot(number)
                    .attachment()
                    .filter(attachment ->
                            index >= 0 && index < attachment.blocks().size())
                    .map(attachment -> link(attachment, index));
        }

        /** The number behind the name, or -1 if it is no such link's. */
        private int indexOf(String name) {
            if (name.equals(PHYSICAL_NODE)) {
                return 0;
            }
            return name.matches(PHYSICAL_NODE + "[1-9]\\d{0,8}")
                    ? Integer.parseInt(name.substring(PHYSICAL_NODE.length()))
                    : -1;
        }

        @Override
        public List<Entry> entries() {
            List<Entry> entries = new ArrayList<>();
            slot(number).attachment().ifPresent(attachment -> {
                for (int i = 0; i < attachment.blocks().size(); i++) {
                    entries.add(new Entry(physicalNode(i), link(attachment, i)));
                }
            });
            return entries;
        }

        private Node link(Attachment attachment, int index) {
            BlockId block = attachment.blocks().get(index);
            return new SymbolicLink(
                    Thing.inodeOf(attachment.serial()) + index, Paths.relative(path, MemoryFiles.PATH + "/" + block));
        }
    }
}
