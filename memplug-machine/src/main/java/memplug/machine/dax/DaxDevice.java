package memplug.machine.dax;

import java.util.ArrayList;
import java.util.List;
import memplug.machine.device.Device;
import memplug.machine.device.Driver;
import org.jspecify.annotations.Nullable;

/** A dax device: ranges of physical memory that a driver makes System RAM of, or a character device. */
public final class DaxDevice extends Device {
    /** The major number of dax character devices. */
    public static final int MAJOR = 252;

    private final DaxRegion region;
    private final int id;
    private final int minor;
    private final long serial;
    private volatile List<DaxRange> ranges = List.of();
    private volatile long align;
    private volatile boolean memmapOnMemory;
    private volatile @Nullable KmemBinding kmem;

    DaxDevice(DaxRegion region, int id, int minor, long serial) {
        this.region = region;
        this.id = id;
        this.minor = minor;
        this.serial = serial;
        this.align = region.align();
    }

    DaxDevice copy() {
        DaxDevice copy = new DaxDevice(region, id, minor, serial);
        copy.ranges = ranges;
        copy.align = align;
        copy.memmapOnMemory = memmapOnMemory;
        KmemBinding binding = kmem;
        copy.kmem = binding == null ? null : binding.copy();
        return copy;
    }

    @Override
    public String name() {
        return "dax" + region.id() + "." + id;
    }

    @Override
    public String path() {
        return region.path() + "/" + name();
    }

    @Override
    public String[] environment() {
        Driver<?> driver = driver();
        List<String> pairs = new ArrayList<>(List.of("MAJOR=" + MAJOR, "MINOR=" + minor, "DEVNAME=" + name()));
        if (driver != null) {
            pairs.add("DRIVER=" + driver.name());
            pairs.add("MODALIAS=dax:t0");
        }
        return pairs.toArray(String[]::new);
    }

    /** {@return the region it is cut from} */
    public DaxRegion region() {
        return region;
    }

    /** {@return its number, the N of daxR.N} */
    public int id() {
        return id;
    }

    /** {@return the minor number of its character device} */
    public int minor() {
        return minor;
    }

    /** {@return a number that no other device ever had, not even one of the same name} */
    public long serial() {
        return serial;
    }

    /** {@return its ranges, in the order in which it got them} */
    public List<DaxRange> ranges() {
        return ranges;
    }

    /** {@return the alignment of its ranges, in bytes} */
    public long align() {
        return align;
    }

    /** {@return its size in bytes} */
    public long size() {
        return ranges.stream().mapToLong(each -> each.range().size()).sum();
    }

    /** {@return whether it asks for its memmap on its own memory} */
    public boolean memmapOnMemory() {
        return memmapOnMemory;
    }

    /** {@return what kmem keeps of it, or null unless it is bound to kmem} */
    public @Nullable KmemBinding kmem() {
        return kmem;
    }

    void setRanges(List<DaxRange> newRanges) {
        ranges = List.copyOf(newRanges);
    }

    void setAlign(long newAlign) {
        align = newAlign;
    }

    void setMemmapOnMemory(boolean on) {
        memmapOnMemory = on;
    }

    void setKmem(@Nullable KmemBinding binding) {
        kmem = binding;
    }
}
