package memplug.machine.device;

import java.util.NavigableSet;
import java.util.concurrent.ConcurrentSkipListSet;
import memplug.machine.kernel.Fingerprint;

/**
 * On which busses a new device looks for its driver by itself, and a new driver for its devices: on all, unless told
 * otherwise. As drivers/base/bus.c: drivers_autoprobe_store(). It is only remembered: the drivers are there from boot on, and a
 * dax device that is created has no memory, so that no driver takes it.
 */
public final class Autoprobe {
    private final NavigableSet<String> switchedOff = new ConcurrentSkipListSet<>();

    /** {@return an independent copy} */
    public Autoprobe copy() {
        Autoprobe copy = new Autoprobe();
        copy.switchedOff.addAll(switchedOff);
        return copy;
    }

    /**
     * {@return whether a bus has it}
     *
     * @param bus the name of the bus
     */
    public boolean isOn(String bus) {
        return !switchedOff.contains(bus);
    }

    /**
     * Switches it on or off.
     *
     * @param bus the name of the bus
     * @param on whether it is on from now on
     */
    public void set(String bus, boolean on) {
        if (on) {
            switchedOff.remove(bus);
        } else {
            switchedOff.add(bus);
        }
    }

    /**
     * Adds all of the state to a fingerprint.
     *
     * @param writer what collects the state
     */
    public void fingerprint(Fingerprint.Writer writer) {
        writer.add(switchedOff);
    }
}
