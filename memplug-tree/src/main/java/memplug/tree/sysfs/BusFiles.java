package memplug.tree.sysfs;

import java.util.List;
import memplug.machine.Machine;
import memplug.machine.dax.Dax;
import memplug.machine.dax.DaxDevice;
import memplug.machine.dax.DaxDriver;
import memplug.machine.kernel.Task;
import memplug.tree.Errno;
import memplug.tree.ErrnoException;
import memplug.tree.kernfs.Attribute;
import memplug.tree.kernfs.Folder;
import memplug.tree.kernfs.TreeContext;
import memplug.tree.kernfs.Values;
import org.jspecify.annotations.Nullable;

/** /sys/bus: what every bus has, and the drivers of the dax bus. As drivers/base/bus.c and drivers/dax/bus.c. */
final class BusFiles {
    private final Machine machine;
    private final Dax dax;
    private final DaxFiles daxFiles;

    BusFiles(TreeContext context, DaxFiles daxFiles) {
        this.machine = context.machine();
        this.dax = machine.dax();
        this.daxFiles = daxFiles;
    }

    void putInto(Folder sys) {
        for (String name : List.of("cpu", "memory", "memory_tiering", "node", "platform")) {
            Folder bus = sys.folder("bus/" + name);
            putBus(machine, bus, (_, value, _) -> requireDevice(bus.folder("devices"), value));
        }
        if (!machine.memoryDevices().slots().isEmpty()) {
            Folder bus = sys.folder("bus/acpi");
            putBus(machine, bus, (_, value, _) -> requireDevice(bus.folder("devices"), value));
        }
        putBus(machine, sys.folder("bus/dax"), this::probeDevice);
        for (DaxDriver driver : dax.drivers()) {
            putDriver(sys, driver);
        }
    }

    /** On a bus without drivers, all that can be wrong is that there is no such device. */
    private static void requireDevice(Folder devices, String value) throws ErrnoException {
        if (devices.lookUp(Values.word(value)).isEmpty()) {
            throw new ErrnoException(Errno.EINVAL, "no such device on this bus: " + Values.word(value));
        }
    }

    static void putBus(Machine machine, Folder bus, Attribute.Store<TreeContext> probe) {
        bus.folder("devices");
        bus.folder("drivers");
        String name = bus.path().substring(bus.path().lastIndexOf('/') + 1);
        bus.attribute(Attribute.readWrite(
                "drivers_autoprobe",
                _ -> machine.autoprobe().isOn(name) ? "1\n" : "0\n",
                (_, value, _) -> machine.autoprobe().set(name, !value.startsWith("0"))));
        bus.attribute(Attribute.writeOnly("drivers_probe", probe));
        bus.attribute(Uevents.mute(machine.kernel(), bus.path(), "bus"));
    }

    private void uevent(Folder folder, String subsystem) {
        folder.attribute(Uevents.mute(machine.kernel(), folder.path(), subsystem));
    }

    /** Lets all drivers have a go at a device. */
    private void probeDevice(TreeContext tree, String value, Task task) throws ErrnoException {
        DaxDevice device = dax.device(Values.word(value))
                .orElseThrow(() -> Values.invalid(value, "the name of a device on this bus"));
        for (DaxDriver driver : dax.drivers()) {
            if (device.driver() == null) {
                dax.bus().bind(driver, device.name(), task);
            }
        }
    }

    private void putDriver(Folder sys, DaxDriver driver) {
        Folder folder = sys.folder("bus/dax/drivers/" + driver.name());
        folder.attribute(Attribute.writeOnly(
                "bind", (_, value, task) -> Answers.require(dax.bus().bind(driver, Values.word(value), task))));
        folder.attribute(Attribute.writeOnly(
                "unbind", (_, value, task) -> Answers.require(dax.bus().unbind(driver, Values.word(value), task))));
        folder.attribute(Attribute.writeOnly(
                "new_id", (_, value, task) -> requireName(dax.newId(driver, Values.word(value), task), value)));
        folder.attribute(Attribute.writeOnly(
                "remove_id", (_, value, _) -> requireName(dax.removeId(driver, Values.word(value)), value)));
        uevent(folder, "drivers");
        folder.link("module", "/module/" + driver.name());
        folder.things(
                name -> bound(driver, daxFiles.find(name)),
                () -> dax.bus().devices().values().stream()
                        .filter(device -> device.driver() == driver)
                        .toList(),
                device -> daxFiles.link(folder.path(), device, 0x82),
                DaxDevice::name);
        Folder module = sys.folder("module/" + driver.name());
        module.attribute(Attribute.readOnly("initstate", _ -> "live\n"));
        module.folder("drivers").link("dax:" + driver.name(), folder.path());
        uevent(module, "module");
    }

    private static @Nullable DaxDevice bound(DaxDriver driver, @Nullable DaxDevice device) {
        return device != null && device.driver() == driver ? device : null;
    }

    private static void requireName(boolean isName, String value) throws ErrnoException {
        if (!isName) {
            throw Values.invalid(value, "the name of a dax device");
        }
    }
}
