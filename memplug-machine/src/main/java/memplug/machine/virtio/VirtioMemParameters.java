package memplug.machine.virtio;

/**
 * The parameters of the module virtio_mem. {@code unplug_online} may be changed by any thread at any time, as its file
 * allows; the others are fixed at boot.
 */
public final class VirtioMemParameters {
    private final boolean forceBigBlocks;
    private final long bigBlockSize;
    private volatile boolean unplugOnline;

    /**
     * Parameters as of boot.
     *
     * @param unplugOnline whether online memory is unplugged, too
     * @param forceBigBlocks whether memory is added in big blocks even if it need not be
     * @param bigBlockSize the size of a big block in bytes, 0 to let the driver choose
     */
    public VirtioMemParameters(boolean unplugOnline, boolean forceBigBlocks, long bigBlockSize) {
        this.unplugOnline = unplugOnline;
        this.forceBigBlocks = forceBigBlocks;
        this.bigBlockSize = bigBlockSize;
    }

    VirtioMemParameters copy() {
        return new VirtioMemParameters(unplugOnline, forceBigBlocks, bigBlockSize);
    }

    /** {@return whether online memory is unplugged, too} */
    public boolean unplugOnline() {
        return unplugOnline;
    }

    /** {@return whether memory is added in big blocks even if it need not be} */
    public boolean forceBigBlocks() {
        return forceBigBlocks;
    }

    /** {@return the size of a big block in bytes, 0 if the driver chooses} */
    public long bigBlockSize() {
        return bigBlockSize;
    }

    /**
     * Says whether online memory is unplugged, too, from the next time on that the driver works.
     *
     * @param unplug whether it is
     */
    public void setUnplugOnline(boolean unplug) {
        unplugOnline = unplug;
    }
}
