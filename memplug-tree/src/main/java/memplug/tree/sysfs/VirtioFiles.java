package memplug.tree.sysfs;

import java.util.List;
import java.util.Optional;
import memplug.machine.Machine;
import memplug.machine.device.Driver;
import memplug.machine.kernel.Task;
import memplug.machine.virtio.VirtioMem;
import memplug.machine.virtio.VirtioMemDevice;
import memplug.machine.virtio.VirtioMemParameters;
import memplug.tree.ErrnoException;
import memplug.tree.Node;
import memplug.tree.SymbolicLink;
import memplug.tree.kernfs.Attribute;
import memplug.tree.kernfs.Folder;
import memplug.tree.kernfs.Paths;
import memplug.tree.kernfs.TreeContext;
import memplug.tree.kernfs.Values;
import org.jspecify.annotations.Nullable;

/** virtio-mem devices, their driver, and its parameters. As drivers/virtio/{virtio,virtio_mem}.c. */
final class VirtioFiles {
    private static final String BUS = "/bus/virtio";

    private final TreeContext context;
    private final Machine machine;
    private final VirtioMem virtioMem;

    VirtioFiles(TreeContext context) {
        this.context = context;
        this.machine = context.machine();
        this.virtioMem = machine.virtioMem();
    }

    /** A machine without such devices shows nothing of them. */
    void putInto(Folder sys) {
        if (virtioMem.devices().isEmpty()) {
            return;
        }
        BusFiles.putBus(machine, sys.folder(BUS.substring(1)), this::probeDevice);
        virtioMem.devices().forEach(device -> putDevice(sys, device));
        virtioMem.bus().drivers().values().forEach(driver -> putDriver(sys, driver));
        putParameters(sys.folder("module/virtio_mem"));
    }

    /** Lets the driver have a go at a device. */
    private void probeDevice(TreeContext tree, String value, Task task) throws ErrnoException {
        VirtioMemDevice device = virtioMem
                .bus()
                .device(Values.word(value))
                .orElseThrow(() -> Values.invalid(value, "the name of a device on this bus"));
        virtioMem.bus().drivers().values().forEach(each -> virtioMem.bus().bind(each, device.name(), task));
    }

    private void putDevice(Folder sys, VirtioMemDevice device) {
        Folder folder = sys.folder(device.path().substring(1));
        folder.attribute(Attribute.readOnly("device", _ -> "0x%04x\n".formatted(VirtioMemDevice.TYPE)));
        folder.attribute(Attribute.readOnly("modalias", _ -> modalias(device) + "\n"));
        // Acknowledged; with a driver also features and driver OK, as include/uapi/linux/virtio_config.h numbers them.
        folder.attribute(Attribute.readOnly("status", _ -> device.driver() == null ? "0x00000001\n" : "0x0000000f\n"));
        folder.attribute(Attribute.readWrite("uevent", _ -> uevent(device), (_, value, _) -> send(device, value)));
        folder.attribute(Attribute.readOnly("vendor", _ -> "0x1af4\n"));
        folder.link("subsystem", BUS);
        long inode = context.fixedInodes(1);
        folder.<Driver<?>>things(
                name -> name.equals("driver") ? device.driver() : null,
                () -> Optional.<Driver<?>>ofNullable(device.driver()).stream().toList(),
                driver -> new SymbolicLink(inode, Paths.relative(folder.path(), BUS + "/drivers/" + driver.name())),
                _ -> "driver");
        sys.folder("bus/virtio/devices").link(device.name(), device.path());
    }

    private static String modalias(VirtioMemDevice device) {
        return device.environment()[0].substring("MODALIAS=".length());
    }

    private static String uevent(VirtioMemDevice device) {
        Driver<?> driver = device.driver();
        return (driver == null ? "" : "DRIVER=" + driver.name() + "\n") + device.environment()[0] + "\n";
    }

    private void send(VirtioMemDevice device, String value) throws ErrnoException {
        Uevents.send(
                machine.kernel(), new Uevents.Source(device.path(), "virtio", List.of(device.environment())), value);
    }

    private void putDriver(Folder sys, Driver<VirtioMemDevice> driver) {
        Folder folder = sys.folder("bus/virtio/drivers/" + driver.name());
        folder.attribute(Attribute.writeOnly(
                "bind", (_, value, task) -> Answers.require(virtioMem.bus().bind(driver, Values.word(value), task))));
        folder.attribute(Attribute.writeOnly(
                "unbind",
                (_, value, task) -> Answers.require(virtioMem.bus().unbind(driver, Values.word(value), task))));
        folder.attribute(Uevents.mute(machine.kernel(), folder.path(), "drivers"));
        long inodes = context.fixedInodes(virtioMem.devices().size());
        folder.things(
                name -> bound(driver, name),
                () -> virtioMem.devices().stream()
                        .filter(device -> driver.equals(device.driver()))
                        .toList(),
                device -> link(folder, device, inodes),
                VirtioMemDevice::name);
    }

    private Node link(Folder folder, VirtioMemDevice device, long inodes) {
        int index = List.copyOf(virtioMem.devices()).indexOf(device);
        return new SymbolicLink(inodes + index, Paths.relative(folder.path(), device.path()));
    }

    private @Nullable VirtioMemDevice bound(Driver<VirtioMemDevice> driver, String name) {
        return virtioMem
                .bus()
                .device(name)
                .filter(device -> driver.equals(device.driver()))
                .orElse(null);
    }

    private void putParameters(Folder module) {
        VirtioMemParameters parameters = virtioMem.parameters();
        Folder folder = module.folder("parameters");
        folder.attribute(Attribute.readOnly("bbm_block_size", _ -> parameters.bigBlockSize() + "\n"));
        folder.attribute(Attribute.readOnly("force_bbm", _ -> parameters.forceBigBlocks() ? "Y\n" : "N\n"));
        folder.attribute(Attribute.readWrite(
                "unplug_online",
                _ -> parameters.unplugOnline() ? "Y\n" : "N\n",
                (_, value, _) -> parameters.setUnplugOnline(Values.truth(value))));
        module.attribute(Uevents.mute(machine.kernel(), module.path(), "module"));
    }
}
