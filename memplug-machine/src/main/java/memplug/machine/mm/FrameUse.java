package memplug.machine.mm;

/** What a page frame is used for. */
public enum FrameUse {
    /** There is no memory at this address: a hole in a block of boot memory. */
    ABSENT(false, false, Offlining.NEVER),
    /** The allocator has it. */
    FREE(true, true, Offlining.NOTHING_TO_DO),
    /** Taken before there was an allocator: the kernel's image, the memmap of boot memory. */
    RESERVED(false, false, Offlining.NEVER),
    /** The memmap and page tables of a DIMM of boot memory: reserved, and freed when the DIMM goes. */
    BOOT_METADATA(false, false, Offlining.NEVER),
    /** The memmap of its own block (memmap_on_memory). */
    OWN_MEMMAP(false, false, Offlining.NOTHING_TO_DO),
    /** The memmap of a hot-added block. */
    MEMMAP(true, false, Offlining.NOT_IN_KERNEL_ZONES),
    /** Page tables through which the kernel itself reaches hot-added memory. */
    MAPPING_TABLE(true, false, Offlining.NOT_IN_KERNEL_ZONES),
    /** What is kept of each page of a block for memory control groups: {@link PageCgroup}. */
    PAGE_CGROUP(true, false, Offlining.NOT_IN_KERNEL_ZONES),
    /** What the kernel holds otherwise, and held when it had booted. */
    KERNEL(true, false, Offlining.NOT_IN_KERNEL_ZONES),
    /** Small objects of the kernel. */
    SLAB(true, false, Offlining.NOT_IN_KERNEL_ZONES),
    /** Page tables of processes. */
    PAGE_TABLE(true, false, Offlining.NOT_IN_KERNEL_ZONES),
    /** Kernel stacks. */
    STACK(true, false, Offlining.NOT_IN_KERNEL_ZONES),
    /** Anonymous memory of a process. */
    ANONYMOUS(true, true, Offlining.MOVES),
    /** Anonymous memory that is locked into memory (mlock), which does not say where. */
    LOCKED(true, true, Offlining.MOVES),
    /** Contents of files. */
    PAGE_CACHE(true, true, Offlining.MOVES),
    /** Memory of a process that a device was given the address of; movable in kind, and not now. */
    PINNED(true, true, Offlining.WAITS),
    /** Anonymous memory in huge pages of 2 MiB that come apart if need be (THP). */
    HUGE_TRANSPARENT(true, true, Offlining.MOVES, 512),
    /** A huge page of 2 MiB of a pool (hugetlb); nobody's if it is free in the pool. */
    HUGE_2M(true, true, Offlining.MOVES, 512),
    /** A huge page of 1 GiB of a pool; the kernel never puts one into ZONE_MOVABLE, and makes none to move another to. */
    HUGE_1G(true, false, Offlining.WAITS, 262_144),
    /** Found faulty among what was reserved: nothing can be done about it. */
    RESERVED_POISONED(false, false, Offlining.NEVER),
    /** Found faulty and never used again. */
    POISONED(true, true, Offlining.NOTHING_TO_DO),
    /** Logically offline in a block that is online: a driver holds it back from the allocator, or has taken it. */
    HELD_BACK(false, true, Offlining.NOTHING_TO_DO);

    /** What becomes of a frame when its block goes offline. */
    enum Offlining {
        /** Nothing is in it that would be missed. */
        NOTHING_TO_DO,
        /** What is in it goes elsewhere. */
        MOVES,
        /** What is in it could go elsewhere, and does not until somebody lets go of it. */
        WAITS,
        /** No block of a kernel zone that has such a frame goes offline; none of ZONE_MOVABLE has one. */
        NOT_IN_KERNEL_ZONES,
        /** No block that has such a frame goes offline. */
        NEVER
    }

    private final boolean managed;
    private final boolean movable;
    private final Offlining offlining;
    private final int unit;

    FrameUse(boolean managed, boolean movable, Offlining offlining) {
        this(managed, movable, offlining, 1);
    }

    FrameUse(boolean managed, boolean movable, Offlining offlining, int unit) {
        this.managed = managed;
        this.movable = movable;
        this.offlining = offlining;
        this.unit = unit;
    }

    /** {@return whether the allocator was ever given the frame} */
    public boolean isManaged() {
        return managed;
    }

    /** {@return whether what is there may be in ZONE_MOVABLE} */
    public boolean isMovable() {
        return movable;
    }

    /** {@return how many frames belong together, and begin at a multiple of that: more than 1 for huge pages} */
    public int unit() {
        return unit;
    }

    /** {@return whether a frame is part of a huge page that is free in its pool} */
    boolean isPooled(int owner) {
        return owner == 0 && isOfPool();
    }

    /** {@return whether a frame is part of a huge page of a pool, free or in use} */
    boolean isOfPool() {
        return this == HUGE_2M || this == HUGE_1G;
    }

    /** What it is used for when it is moved by itself: a transparent huge page comes apart then. */
    FrameUse whenMoved() {
        return this == HUGE_TRANSPARENT ? ANONYMOUS : this;
    }

    Offlining offlining() {
        return offlining;
    }
}
