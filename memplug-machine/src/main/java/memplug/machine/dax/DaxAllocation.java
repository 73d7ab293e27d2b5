package memplug.machine.dax;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import memplug.machine.device.Bus;
import memplug.machine.kernel.Fingerprint;
import memplug.machine.kernel.Kernel;
import memplug.machine.phys.ByteSize;
import memplug.machine.phys.PhysicalRange;

/**
 * Cuts regions into devices: creates, resizes, aligns and deletes them. As drivers/dax/bus.c. Its monitor is the region
 * lock, taken before the lock of a device.
 */
public final class DaxAllocation {
    private static final long SUBSECTION_BYTES = 2 * ByteSize.MIB;

    private final Kernel kernel;
    private final Bus<DaxDevice> bus;
    private final NavigableMap<Integer, String> seeds = new TreeMap<>();
    private final NavigableMap<Integer, String> youngest = new TreeMap<>();

    /** How an attempt to change what a region is cut into ended. */
    public enum Outcome {
        DONE,
        /** The device is bound, or has memory, or must always be there. */
        BUSY,
        /** The region has not as much left. */
        NO_SPACE,
        /** A size or alignment that no device can have. */
        INVALID,
        /** The range is not free, or not in the region. */
        NOT_FREE,
        /** The region has no such device. */
        NO_SUCH_DEVICE
    }

    DaxAllocation(Kernel kernel, Bus<DaxDevice> bus) {
        this.kernel = kernel;
        this.bus = bus;
    }

    synchronized void copyFrom(DaxAllocation other) {
        seeds.putAll(other.seeds);
        youngest.putAll(other.youngest);
    }

    DaxDevice addAtBoot(DaxRegion region, int id, List<PhysicalRange> ranges) {
        DaxDevice device = add(region, id, region.kind().memmapOnMemory());
        ranges.forEach(range -> append(device, range));
        return device;
    }

    private DaxDevice add(DaxRegion region, int id, boolean memmapOnMemory) {
        DaxDevice device = new DaxDevice(region, id, freeMinor(), kernel.nextSerial());
        device.setMemmapOnMemory(memmapOnMemory);
        bus.devices().put(device.name(), device);
        bus.tell("add", device);
        return device;
    }

    private int freeMinor() {
        int minor = 0;
        while (isMinor(minor)) {
            minor++;
        }
        return minor;
    }

    private boolean isMinor(int minor) {
        return bus.devices().values().stream().anyMatch(device -> device.minor() == minor);
    }

    List<DaxDevice> devicesOf(DaxRegion region) {
        return bus.devices().values().stream()
                .filter(device -> device.region().id() == region.id())
                .toList();
    }

    /**
     * {@return how many bytes of a region no device has}
     *
     * @param region the region
     */
    public synchronized long available(DaxRegion region) {
        return region.range().size()
                - devicesOf(region).stream().mapToLong(DaxDevice::size).sum();
    }

    /**
     * {@return the device that is to be configured next: the first created one that was not bound since}
     *
     * @param region the region
     */
    public synchronized Optional<String> seed(DaxRegion region) {
        return Optional.ofNullable(seeds.get(region.id()));
    }

    /**
     * {@return the device that was created last}
     *
     * @param region the region
     */
    public synchronized Optional<String> youngest(DaxRegion region) {
        return Optional.ofNullable(youngest.get(region.id()));
    }

    /**
     * Notes that a device has been bound, so that it is no seed any more.
     *
     * @param device the device
     */
    synchronized void bound(DaxDevice device) {
        seeds.remove(device.region().id(), device.name());
    }

    /**
     * Creates a device of no size, with the lowest number that is free.
     *
     * @param region the region
     * @return done, or no space if nothing is left for it to grow into
     */
    public synchronized Outcome create(DaxRegion region) {
        if (available(region) == 0) {
            return Outcome.NO_SPACE;
        }
        int id = 0;
        while (bus.device("dax" + region.id() + "." + id).isPresent()) {
            id++;
        }
        DaxDevice device = add(region, id, false);
        seeds.putIfAbsent(region.id(), device.name());
        youngest.put(region.id(), device.name());
        return Outcome.DONE;
    }

    /**
     * Deletes a device. The one with number 0 always stays.
     *
     * @param region the region
     * @param name the device
     * @return done, no such device, or busy if it is bound or has memory
     */
    public synchronized Outcome delete(DaxRegion region, String name) {
        Optional<DaxDevice> found =
                bus.device(name).filter(device -> device.region().id() == region.id());
        if (found.isEmpty()) {
            return Outcome.NO_SUCH_DEVICE;
        }
        DaxDevice device = found.get();
        device.lock().lock();
        try {
            if (device.driver() != null || device.size() > 0 || device.id() == 0) {
                return Outcome.BUSY;
            }
            bus.devices().remove(name);
            seeds.remove(region.id(), name);
            youngest.remove(region.id(), name);
            bus.tell("remove", device);
            return Outcome.DONE;
        } finally {
            device.lock().unlock();
        }
    }

    /**
     * Gives a device another size: takes memory from its end, or adds what is free, from the beginning of the region on.
     *
     * @param device the device
     * @param bytes the new size, as an unsigned number
     * @return done, or invalid, busy or no space, with nothing changed
     */
    public synchronized Outcome resize(DaxDevice device, long bytes) {
        if (!isAligned(device, bytes)) {
            return Outcome.INVALID;
        }
        device.lock().lock();
        try {
            if (device.driver() != null) {
                return Outcome.BUSY;
            }
            long growth = bytes - device.size();
            if (bytes < 0 || growth > available(device.region())) {
                return Outcome.NO_SPACE;
            }
            if (growth < 0) {
                shrink(device, -growth);
            } else {
                grow(device, growth);
            }
            return Outcome.DONE;
        } finally {
            device.lock().unlock();
        }
    }

    private static boolean isAligned(DaxDevice device, long bytes) {
        return bytes % Math.max(device.align(), SUBSECTION_BYTES) == 0;
    }

    private static void shrink(DaxDevice device, long bytes) {
        List<DaxRange> ranges = new ArrayList<>(device.ranges());
        long left = bytes;
        while (left > 0) {
            DaxRange last = ranges.removeLast();
            long size = last.range().size();
            if (left < size) {
                ranges.add(last.at(PhysicalRange.ofSize(last.range().start(), size - left)));
            }
            left -= Math.min(left, size);
        }
        device.setRanges(ranges);
    }

    private void grow(DaxDevice device, long bytes) {
        long left = bytes;
        while (left > 0) {
            Hole hole = firstHole(device.region());
            long size = Math.min(left, hole.range().size());
            PhysicalRange added = PhysicalRange.ofSize(hole.range().start(), size);
            if (extendsLast(device, hole)) {
                DaxRange last = device.ranges().getLast();
                List<DaxRange> ranges = new ArrayList<>(device.ranges());
                ranges.set(
                        ranges.size() - 1,
                        last.at(new PhysicalRange(last.range().start(), added.end())));
                device.setRanges(ranges);
            } else {
                append(device, added);
            }
            left -= size;
        }
    }

    /** Free addresses, and the allocation just before them, if there is one. */
    private record Hole(PhysicalRange range, Optional<Allocated> before) {}

    /** A range that a device has. */
    private record Allocated(DaxDevice device, DaxRange range) {}

    private List<Allocated> allocated(DaxRegion region) {
        List<Allocated> all = new ArrayList<>();
        for (DaxDevice device : devicesOf(region)) {
            device.ranges().forEach(range -> all.add(new Allocated(device, range)));
        }
        all.sort(Comparator.comparing(each -> each.range().range()));
        return all;
    }

    private Hole firstHole(DaxRegion region) {
        long start = region.range().start();
        Optional<Allocated> before = Optional.empty();
        for (Allocated each : allocated(region)) {
            if (start < each.range().range().start()) {
                return new Hole(new PhysicalRange(start, each.range().range().start()), before);
            }
            start = each.range().range().end();
            before = Optional.of(each);
        }
        return new Hole(new PhysicalRange(start, region.range().end()), before);
    }

    /** Whether a hole follows the device's last range, and that one has the largest page offset as well. */
    private static boolean extendsLast(DaxDevice device, Hole hole) {
        if (hole.before().isEmpty() || device.ranges().isEmpty()) {
            return false;
        }
        DaxRange last = device.ranges().getLast();
        return hole.before().get().range().equals(last)
                && device.ranges().stream().noneMatch(range -> range.pageOffset() > last.pageOffset());
    }

    private void append(DaxDevice device, PhysicalRange range) {
        List<DaxRange> ranges = new ArrayList<>(device.ranges());
        long offset = ranges.stream().mapToLong(DaxRange::pages).sum();
        int mapping = 0;
        while (hasMapping(ranges, mapping)) {
            mapping++;
        }
        ranges.add(new DaxRange(mapping, kernel.nextSerial(), range, offset));
        device.setRanges(ranges);
    }

    private static boolean hasMapping(List<DaxRange> ranges, int mapping) {
        return ranges.stream().anyMatch(range -> range.mapping() == mapping);
    }

    /**
     * Adds a range of the caller's choice to a device, bound or not. A range whose length is not aligned is passed over
     * without a word, as Linux does.
     *
     * @param device the device
     * @param first the first address
     * @param last the last address
     * @return done, not free, or busy for an empty range of a device that has others
     */
    public synchronized Outcome map(DaxDevice device, long first, long last) {
        long bytes = last - first + 1;
        if (!isAligned(device, bytes)) {
            return Outcome.DONE;
        }
        if (bytes == 0) {
            return device.ranges().isEmpty() ? Outcome.DONE : Outcome.BUSY;
        }
        if (first < 0 || last < first) {
            return Outcome.NOT_FREE;
        }
        PhysicalRange range = new PhysicalRange(first, last + 1);
        boolean free = device.region().range().contains(range)
                && allocated(device.region()).stream()
                        .noneMatch(each -> each.range().range().overlaps(range));
        if (!free) {
            return Outcome.NOT_FREE;
        }
        append(device, range);
        return Outcome.DONE;
    }

    /**
     * Gives a device another alignment.
     *
     * @param device the device
     * @param bytes the alignment: the size of a page, of 4 KiB, 2 MiB or 1 GiB
     * @return done, or invalid or busy, with nothing changed
     */
    public synchronized Outcome align(DaxDevice device, long bytes) {
        if (bytes != 4 * ByteSize.KIB && bytes != 2 * ByteSize.MIB && bytes != ByteSize.GIB) {
            return Outcome.INVALID;
        }
        device.lock().lock();
        try {
            if (device.driver() != null) {
                return Outcome.BUSY;
            }
            long unit = Math.max(bytes, SUBSECTION_BYTES);
            if (device.ranges().stream().anyMatch(range -> range.range().size() % unit != 0)) {
                return Outcome.INVALID;
            }
            device.setAlign(bytes);
            return Outcome.DONE;
        } finally {
            device.lock().unlock();
        }
    }

    synchronized void fingerprint(Fingerprint.Writer writer) {
        writer.add(seeds).add(youngest);
    }
}
