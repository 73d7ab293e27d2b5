package memplug.machine.device;

import java.util.Optional;
import memplug.machine.kernel.Task;

/**
 * A driver for devices of a bus.
 *
 * @param <D> the bus's devices
 */
public interface Driver<D extends Device> {
    /** {@return its name} */
    String name();

    /**
     * {@return whether it may be bound to a device}
     *
     * @param device the device
     */
    boolean matches(D device);

    /**
     * Takes a device over.
     *
     * @param device the device, whose lock is held
     * @param task for whom
     * @return why not, if it did not
     */
    Optional<ProbeRefusal> probe(D device, Task task);

    /**
     * Lets a device go. Always succeeds, whatever it leaves behind.
     *
     * @param device the device, whose lock is held
     * @param task for whom
     */
    void remove(D device, Task task);

    /**
     * Why a driver did not take a device over.
     *
     * @param errorNumber Linux's number for it, below 0, as log lines show it
     * @param reason for a person
     */
    record ProbeRefusal(int errorNumber, String reason) {}
}
