package memplug.machine.mm;

import memplug.machine.phys.ByteSize;
import memplug.machine.phys.PhysicalRange;

/**
 * The size of a memory block, and what follows from it.
 *
 * @param bytes the size: a power of two, 128 MiB to 2 GiB
 */
public record BlockSize(long bytes) {
    /** The size of a section on x86-64, and the smallest block. */
    public static final long SECTION_BYTES = 128 * ByteSize.MIB;

    private static final long LARGEST_BYTES = 2 * ByteSize.GIB;

    /** Checks the size. */
    public BlockSize {
        if (Long.bitCount(bytes) != 1 || bytes < SECTION_BYTES || bytes > LARGEST_BYTES) {
            throw new IllegalArgumentException("block size must be a power of two from 128MiB to 2GiB: " + bytes);
        }
    }

    /**
     * {@return the size that the kernel chooses by itself} As arch/x86/mm/init_64.c: probe_memory_block_size().
     *
     * @param bootMemoryEnd the address after the last of RAM
     * @param ramBytes how much RAM there is at boot
     * @param virtual whether the machine is a virtual one
     */
    public static BlockSize derive(long bootMemoryEnd, long ramBytes, boolean virtual) {
        if (ramBytes < 64 * ByteSize.GIB) {
            return new BlockSize(SECTION_BYTES);
        }
        long bytes = LARGEST_BYTES;
        while (virtual && bytes > SECTION_BYTES && bootMemoryEnd % bytes != 0) {
            bytes >>= 1;
        }
        return new BlockSize(bytes);
    }

    /** {@return how many pages a block has} */
    public int pages() {
        return (int) (bytes / Frames.PAGE_BYTES);
    }

    /**
     * {@return the block that an address lies in}
     *
     * @param address the physical address
     */
    public BlockId blockAt(long address) {
        return new BlockId(address / bytes);
    }

    /**
     * {@return the addresses of a block}
     *
     * @param id the block
     */
    public PhysicalRange rangeOf(BlockId id) {
        return PhysicalRange.ofSize(id.number() * bytes, bytes);
    }

    /**
     * {@return the block after the last one that a range touches}
     *
     * @param range the addresses
     */
    public BlockId afterLast(PhysicalRange range) {
        return new BlockId((range.end() + bytes - 1) / bytes);
    }
}
