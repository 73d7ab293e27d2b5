package memplug.machine.mm;

import memplug.machine.phys.ByteSize;

/** The zones of a node on x86-64. */
public enum ZoneKind {
    DMA("DMA", 0, 16 * ByteSize.MIB),
    DMA32("DMA32", 16 * ByteSize.MIB, 4 * ByteSize.GIB),
    NORMAL("Normal", 4 * ByteSize.GIB, Long.MAX_VALUE),
    /** Only for what can be moved away; its addresses are those of the blocks that were onlined to it. */
    MOVABLE("Movable", 0, Long.MAX_VALUE),
    /** Memory of devices that has page structures and no allocator. */
    DEVICE("Device", 0, Long.MAX_VALUE);

    private final String word;
    private final long startPfn;
    private final long endPfn;

    ZoneKind(String word, long startAddress, long endAddress) {
        this.word = word;
        this.startPfn = startAddress / Frames.PAGE_BYTES;
        this.endPfn = endAddress / Frames.PAGE_BYTES;
    }

    /** {@return the name that files show} */
    public String word() {
        return word;
    }

    /** {@return the kernel's number} */
    @SuppressWarnings("EnumOrdinal") // Zones are numbered from the lowest, which is the order they stand in here.
    public int number() {
        return ordinal();
    }

    /** {@return whether the kernel may put anything there} */
    public boolean isKernelZone() {
        return this == DMA || this == DMA32 || this == NORMAL;
    }

    /** {@return the first frame that boot memory of this zone can have} */
    long startPfn() {
        return startPfn;
    }

    /** {@return the frame after the last that boot memory of this zone can have} */
    long endPfn() {
        return endPfn;
    }
}
