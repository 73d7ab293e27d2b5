package memplug.machine.dax;

import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import memplug.machine.phys.PhysicalRange;

/**
 * What kmem keeps of a device from bind to unbind. Its mutex is held by whoever changes the device's state; the state is
 * read without.
 */
public final class KmemBinding {
    private final ReentrantLock mutex = new ReentrantLock(true);
    private final long serial;
    private final int group;
    private final NavigableMap<Integer, PhysicalRange> usable;
    private final NavigableMap<Integer, PhysicalRange> reserved = new TreeMap<>();
    private volatile KmemState state = KmemState.UNPLUGGED;

    KmemBinding(long serial, int group, NavigableMap<Integer, PhysicalRange> usable) {
        this.serial = serial;
        this.group = group;
        this.usable = usable;
    }

    KmemBinding copy() {
        KmemBinding copy = new KmemBinding(serial, group, usable);
        copy.reserved.putAll(reserved);
        copy.state = state;
        return copy;
    }

    /** {@return a number that changes each time the device is bound} */
    public long serial() {
        return serial;
    }

    /** {@return what kmem last did to the device} */
    public KmemState state() {
        return state;
    }

    /** {@return the memory group of the device's blocks} */
    public int group() {
        return group;
    }

    ReentrantLock mutex() {
        return mutex;
    }

    /** {@return the whole blocks of each of the device's ranges that has any, by the range's number} */
    public NavigableMap<Integer, PhysicalRange> usable() {
        return usable;
    }

    /** {@return those of the usable ranges that kmem has claimed, by the range's number} */
    NavigableMap<Integer, PhysicalRange> reserved() {
        return reserved;
    }

    /** Does something with each claimed range, which may give up its claim. */
    void forEachReserved(BiConsumer<Integer, PhysicalRange> action) {
        new TreeMap<>(reserved).forEach(action);
    }

    List<PhysicalRange> reservedRanges() {
        return List.copyOf(reserved.values());
    }

    void setState(KmemState newState) {
        state = newState;
    }
}
