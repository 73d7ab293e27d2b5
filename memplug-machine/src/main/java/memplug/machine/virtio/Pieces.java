package memplug.machine.virtio;

import java.util.Optional;
import memplug.machine.mm.BlockSize;
import memplug.machine.phys.ByteSize;

/**
 * In which pieces a device's memory is plugged. As drivers/virtio/virtio_mem.c: virtio_mem_init_hotplug().
 *
 * @param areBig whether they are big blocks; otherwise parts of memory blocks
 * @param size the size of one in bytes
 * @param unit how many bytes are added at a time at most
 * @param warning what was wrong with the parameters, if something was
 */
record Pieces(boolean areBig, long size, long unit, Optional<String> warning) {
    /** What the allocator can take away as one. */
    private static final long PAGEBLOCK = 2 * ByteSize.MIB;

    static Pieces of(VirtioMemDevice device, VirtioMemParameters parameters, BlockSize blockSize) {
        long sub = Math.max(device.blockSize(), PAGEBLOCK);
        if (sub < blockSize.bytes() && !parameters.forceBigBlocks()) {
            return new Pieces(false, sub, blockSize.bytes(), Optional.empty());
        }
        long smallest = Math.max(device.blockSize(), blockSize.bytes());
        long wanted = parameters.bigBlockSize();
        Optional<String> warning = wanted == 0 ? Optional.empty() : wrong(wanted, smallest);
        long size = wanted == 0 || warning.isPresent() ? smallest : wanted;
        return new Pieces(true, size, size, warning);
    }

    private static Optional<String> wrong(long wanted, long smallest) {
        if (Long.bitCount(wanted) != 1) {
            return Optional.of("bbm_block_size is not a power of two");
        }
        return wanted < smallest ? Optional.of("bbm_block_size is too small, ignoring") : Optional.empty();
    }

    /** The line of the log that tells. */
    String line() {
        return (areBig ? "big block size: 0x%x" : "subblock size: 0x%x").formatted(size);
    }
}
