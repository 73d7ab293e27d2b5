package memplug.machine.workload;

import java.util.Optional;
import java.util.stream.Stream;
import memplug.machine.mm.FrameUse;

/** What a process, or somebody in the kernel, asks for memory for. */
public enum PageKind {
    /** Anonymous memory in small pages. */
    MOVABLE("movable", FrameUse.ANONYMOUS),
    /** Contents of files. */
    CACHE("cache", FrameUse.PAGE_CACHE),
    /** Anonymous memory in huge pages of 2 MiB as long as they last (THP). */
    TRANSPARENT_HUGE("thp", FrameUse.HUGE_TRANSPARENT),
    /** Huge pages of 2 MiB of a pool (hugetlb). */
    HUGE("huge", FrameUse.HUGE_2M),
    /** Huge pages of 1 GiB of a pool. */
    GIGANTIC("gigantic", FrameUse.HUGE_1G),
    /** Small objects of the kernel. */
    SLAB("slab", FrameUse.SLAB),
    /** Page tables. */
    PAGE_TABLES("page-tables", FrameUse.PAGE_TABLE),
    /** Kernel stacks. */
    STACKS("stacks", FrameUse.STACK),
    /** What else the kernel holds. */
    KERNEL("kernel", FrameUse.KERNEL);

    private final String word;
    private final FrameUse use;

    PageKind(String word, FrameUse use) {
        this.word = word;
        this.use = use;
    }

    /** {@return the word for it} */
    public String word() {
        return word;
    }

    /** {@return what the frames are used for when they are new} */
    public FrameUse use() {
        return use;
    }

    /** {@return what the frames are used for once they are no longer locked or pinned: a huge page was split by it} */
    FrameUse useWhenLetGo() {
        return this == TRANSPARENT_HUGE ? FrameUse.ANONYMOUS : use;
    }

    /** {@return whether it is memory of a process, and not of the kernel} */
    public boolean isOfProcess() {
        return this == MOVABLE || this == CACHE || isHuge();
    }

    /** {@return whether the kernel counts it as memory of the process that goes when that is killed} */
    boolean countsAsResident() {
        return this == MOVABLE || this == TRANSPARENT_HUGE;
    }

    /** {@return whether it comes in huge pages} */
    public boolean isHuge() {
        return use.unit() > 1;
    }

    /**
     * {@return the kind that a word stands for}
     *
     * @param word the word
     */
    public static Optional<PageKind> of(String word) {
        return Stream.of(values()).filter(kind -> kind.word.equals(word)).findFirst();
    }
}
