package memplug.fuse.oracle;

import static memplug.tree.Errno.EINVAL;
import static memplug.tree.Errno.ENODEV;

import java.math.BigInteger;
import memplug.machine.Machine;
import memplug.machine.acpi.MemoryDevices;

/** Files of ACPI's memory devices. */
final class DimmRules {
    private static final String DEVICE = "sys/devices/LNXSYSTM:00/LNXSYBUS:00/PNP0A06:04/*/";

    private final MemoryDevices devices;

    DimmRules(Machine machine) {
        this.devices = machine.memoryDevices();
    }

    void addTo(WriteRules rules) {
        rules.add("eject", DEVICE + "eject", (path, written) -> eject(path.group(1), written.text()));
        rules.add("hotplug enabled", "sys/firmware/acpi/hotplug/memory/enabled", WriteRules.text(DimmRules::enabled));
        rules.add("force_remove", "sys/firmware/acpi/hotplug/force_remove", WriteRules.text(DimmRules::forceRemove));
        // A file of our own: a line makes sense or not.
        rules.add(
                "dimm",
                "sys/kernel/debug/memplug/dimm",
                WriteRules.text(_ -> Expected.done().or(EINVAL)));
    }

    private Expected eject(String device, String text) {
        if (!text.startsWith("1")) {
            return Expected.error(EINVAL);
        }
        boolean isUsed = devices.slots().values().stream()
                .anyMatch(slot ->
                        slot.deviceName().equals(device) && slot.attachment().isPresent());
        return isUsed && devices.isHotplugEnabled() ? Expected.done() : Expected.error(ENODEV);
    }

    private static Expected enabled(String text) {
        var number = KernelText.unsignedInt(text, 10);
        return number.error() == null && number.value().compareTo(BigInteger.ONE) <= 0
                ? Expected.doneAndReads(number.value() + "\n")
                : Expected.error(EINVAL);
    }

    private static Expected forceRemove(String text) {
        return Boolean.FALSE.equals(KernelText.truth(text)) ? Expected.nothing() : Expected.error(EINVAL);
    }
}
