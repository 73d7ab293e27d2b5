package memplug.machine.device;

import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A device on a bus. Its driver changes under its lock and is read without. */
public abstract class Device {
    private final ReentrantLock lock = new ReentrantLock(true);
    private volatile @Nullable Driver<?> driver;

    /** {@return its name on the bus} */
    public abstract String name();

    /** {@return its directory below /sys} */
    public abstract String path();

    /** {@return the {@code NAME=value} pairs of its uevents that do not depend on its driver} */
    public abstract String[] environment();

    /** {@return the driver it is bound to, or null} */
    public final @Nullable Driver<?> driver() {
        return driver;
    }

    /** {@return the lock that binding and unbinding hold} */
    public final ReentrantLock lock() {
        return lock;
    }

    final void setDriver(@Nullable Driver<?> newDriver) {
        driver = newDriver;
    }
}
