package memplug.machine.phys;

import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The firmware's memory map as /sys/firmware/memmap shows it. Entries are numbered as they come, and numbers are not
 * used again. As drivers/firmware/memmap.c. Written under the hotplug lock, read under none.
 */
public final class FirmwareMap {
    /** The type of memory that is added while the machine runs, and the only one that can be removed. */
    public static final String SYSTEM_RAM = "System RAM";

    private final NavigableMap<Integer, Entry> entries = new ConcurrentSkipListMap<>();
    private final AtomicInteger next = new AtomicInteger();
    private volatile int ofBoot = Integer.MAX_VALUE;

    /**
     * An entry.
     *
     * @param range the addresses
     * @param type what the firmware says of them
     */
    public record Entry(PhysicalRange range, String type) {}

    /** {@return an independent map with the same entries} */
    public FirmwareMap copy() {
        FirmwareMap copy = new FirmwareMap();
        copy.entries.putAll(entries);
        copy.next.set(next.get());
        copy.ofBoot = ofBoot;
        return copy;
    }

    /** {@return the entries by number} */
    public NavigableMap<Integer, Entry> entries() {
        return entries;
    }

    /**
     * {@return an entry}
     *
     * @param number its number
     */
    public Optional<Entry> entry(int number) {
        return Optional.ofNullable(entries.get(number));
    }

    /** {@return the number that the next entry gets} */
    public int next() {
        return next.get();
    }

    /** Ends the boot: whatever comes from now on is hot-added. */
    public void finishBoot() {
        ofBoot = next.get();
    }

    /** {@return the entries of memory that was added while the machine ran, by number} */
    public NavigableMap<Integer, Entry> hotAdded() {
        return entries.tailMap(ofBoot, true);
    }

    /**
     * Adds an entry, unless there is one just like it.
     *
     * @param range the addresses
     * @param type what they are
     */
    public void add(PhysicalRange range, String type) {
        Entry entry = new Entry(range, type);
        if (!entries.containsValue(entry)) {
            // In this order, so that a reader never takes an entry that is about to come for one that has gone.
            entries.put(next.get(), entry);
            next.incrementAndGet();
        }
    }

    /**
     * Removes the System RAM entry of exactly this range, if there is one, and those of hot-added memory within it. Linux
     * leaves the latter behind, where memory was added in parts and removed as one.
     *
     * @param range the addresses
     */
    public void removeSystemRam(PhysicalRange range) {
        Entry whole = new Entry(range, SYSTEM_RAM);
        entries.entrySet()
                .removeIf(entry -> entry.getValue().equals(whole)
                        || (entry.getKey() >= ofBoot
                                && entry.getValue().type().equals(SYSTEM_RAM)
                                && range.contains(entry.getValue().range())));
    }
}
