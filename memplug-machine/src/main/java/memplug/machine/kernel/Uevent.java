package memplug.machine.kernel;

import java.util.List;

/**
 * What the kernel tells user space about a device.
 *
 * @param sequence its number
 * @param action what happened: add, remove, online, offline, bind, unbind, change
 * @param devicePath the device's directory below /sys
 * @param subsystem the device's bus or class
 * @param environment further {@code NAME=value} pairs, in order
 */
public record Uevent(long sequence, String action, String devicePath, String subsystem, List<String> environment) {
    /** Keeps its own copy of the pairs. */
    public Uevent {
        environment = List.copyOf(environment);
    }
}
