package memplug.machine.mm;

/** What a page frame is used for. */
public enum FrameUse {
    /** There is no memory at this address: a hole in a block of boot memory. */
    ABSENT(false, false),
    /** The allocator has it. */
    FREE(true, true),
    /** Taken before there was an allocator: the kernel's image, the memmap of boot memory. */
    RESERVED(false, false),
    /** The memmap and page tables of a DIMM of boot memory: reserved, and freed when the DIMM goes. */
    BOOT_METADATA(false, false),
    /** The memmap of its own block (memmap_on_memory). */
    OWN_MEMMAP(false, false),
    /** The memmap of a hot-added block. */
    MEMMAP(true, false),
    /** Slab, stacks, page tables. */
    KERNEL(true, false),
    /** Anonymous memory of a process. */
    ANONYMOUS(true, true),
    /** Contents of files. */
    PAGE_CACHE(true, true),
    /** Memory of a process that a device was given the address of; movable in kind, and not now. */
    PINNED(true, true),
    /** Found faulty and never used again. */
    POISONED(true, true),
    /** Logically offline in a block that is online: a driver holds it back from the allocator, or has taken it. */
    HELD_BACK(false, true);

    private final boolean managed;
    private final boolean movable;

    FrameUse(boolean managed, boolean movable) {
        this.managed = managed;
        this.movable = movable;
    }

    /** {@return whether the allocator was ever given the frame} */
    public boolean isManaged() {
        return managed;
    }

    /** {@return whether what is there may be in ZONE_MOVABLE} */
    public boolean isMovable() {
        return movable;
    }
}
