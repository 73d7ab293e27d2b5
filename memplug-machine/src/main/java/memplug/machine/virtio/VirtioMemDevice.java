package memplug.machine.virtio;

import java.util.BitSet;
import memplug.machine.device.Device;
import memplug.machine.kernel.Fingerprint;
import memplug.machine.phys.PhysicalRange;
import org.jspecify.annotations.Nullable;

/**
 * A virtio-mem device as the hypervisor has it: a region of addresses, how much of it is wanted to be plugged, and what is.
 * What is plugged changes under the hotplug lock; sizes are read without.
 */
public final class VirtioMemDevice extends Device {
    /** The device's number among virtio devices. */
    public static final int TYPE = 0x18;

    private final String id;
    private final String path;
    private final PhysicalRange region;
    private final long blockSize;
    private final int node;
    private final BitSet plugged = new BitSet();
    private volatile long pluggedSize;
    private volatile long requestedSize;
    private volatile boolean changed;
    private volatile @Nullable Binding binding;

    /**
     * A device of which nothing is plugged.
     *
     * @param id what the hypervisor calls it
     * @param path its directory below /sys
     * @param region its addresses
     * @param blockSize the smallest part that can be plugged, in bytes
     * @param node the node its memory becomes part of
     * @param requestedSize how much is to be plugged, in bytes
     */
    public VirtioMemDevice(String id, String path, PhysicalRange region, long blockSize, int node, long requestedSize) {
        this.id = id;
        this.path = path;
        this.region = region;
        this.blockSize = blockSize;
        this.node = node;
        this.requestedSize = requestedSize;
    }

    VirtioMemDevice copy() {
        VirtioMemDevice copy = new VirtioMemDevice(id, path, region, blockSize, node, requestedSize);
        copy.plugged.or(plugged);
        copy.pluggedSize = pluggedSize;
        return copy;
    }

    /** {@return what the hypervisor calls it} */
    public String id() {
        return id;
    }

    /** {@return what the kernel calls it, {@code virtioN}} */
    @Override
    public String name() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public String[] environment() {
        return new String[] {"MODALIAS=virtio:d%08Xv00001AF4".formatted(TYPE)};
    }

    /** {@return its addresses} */
    public PhysicalRange region() {
        return region;
    }

    /** {@return the smallest part that can be plugged, in bytes} */
    public long blockSize() {
        return blockSize;
    }

    /** {@return the node its memory becomes part of} */
    public int node() {
        return node;
    }

    /** {@return how much the hypervisor wants to be plugged, in bytes} */
    public long requestedSize() {
        return requestedSize;
    }

    /** {@return how much is plugged, in bytes} */
    public long pluggedSize() {
        return pluggedSize;
    }

    /** {@return what the driver keeps of it while it is bound} */
    @Nullable
    Binding binding() {
        return binding;
    }

    void setBinding(@Nullable Binding newBinding) {
        binding = newBinding;
    }

    /** Tells the driver that the configuration has changed, also if it has not. */
    void request(long size) {
        requestedSize = size;
        changed = true;
    }

    /** Whether the configuration has changed since the driver last read it. */
    boolean isChanged() {
        return changed;
    }

    void setChanged(boolean isChanged) {
        changed = isChanged;
    }

    boolean isPlugged(PhysicalRange range) {
        return plugged.nextClearBit(index(range.start())) >= index(range.end());
    }

    boolean isUnplugged(PhysicalRange range) {
        int next = plugged.nextSetBit(index(range.start()));
        return next < 0 || next >= index(range.end());
    }

    void setPlugged(PhysicalRange range, boolean isPlugged) {
        plugged.set(index(range.start()), index(range.end()), isPlugged);
        pluggedSize = plugged.cardinality() * blockSize;
    }

    private int index(long address) {
        return (int) ((address - region.start()) / blockSize);
    }

    void fingerprint(Fingerprint.Writer writer) {
        writer.add(id).add(requestedSize).add(plugged);
        writer.add(driver() == null ? 0 : 1);
    }
}
