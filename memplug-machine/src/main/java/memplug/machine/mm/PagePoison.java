package memplug.machine.mm;

import java.util.Optional;
import memplug.machine.kernel.Kernel;

/** Takes single pages out of use for ever, under the page lock. As mm/memory-failure.c. */
final class PagePoison {
    private static final String OUTSIDE = "memory outside kernel control";

    private final Memory memory;
    private final Kernel kernel;

    PagePoison(Memory memory) {
        this.memory = memory;
        this.kernel = memory.kernel();
    }

    /** As soft_offline_page(): what is in the page moves away first. Returns why it could not be done, if so. */
    Optional<Refusal> soft(MemoryBlock block, long pfn) {
        FrameRun page = pageAt(block, pfn);
        Optional<Refusal> refusal = whyNot(block, pfn, page);
        if (refusal.isPresent()) {
            switch (refusal.get()) {
                case Refusal.Poisoned _ -> kernel.info("Soft offline: 0x%x: page already poisoned", pfn);
                case Refusal.UnmovablePage _ -> failure(pfn, "unhandlable page.");
                default -> {}
            }
            return refusal;
        }
        if (page.use() != FrameUse.FREE && !moveAway(block, page)) {
            return Optional.of(new Refusal.OutOfMemory("a page to move to"));
        }
        return poison(block, page);
    }

    /** As memory_failure(): what is in the page is lost, and its owner with it. */
    Optional<Refusal> hard(MemoryBlock block, long pfn) {
        FrameRun page = pageAt(block, pfn);
        Optional<Refusal> refusal = whyNot(block, pfn, page);
        if (refusal.isPresent()) {
            ignore(block, pfn, page, refusal.get());
            return refusal;
        }
        breakUp(block, page);
        if (page.owner() != 0) {
            memory.pages().struck().add(page.owner());
        }
        failure(pfn, "recovery action for " + what(page) + " page: Recovered");
        return poison(block, page);
    }

    private static String what(FrameRun page) {
        return switch (page.use()) {
            case FREE -> "free buddy";
            case HUGE_2M -> page.isPooled() ? "free huge" : "huge";
            default -> "dirty LRU";
        };
    }

    /** A page that nothing can be done about; one that was reserved counts as poisoned all the same. */
    private void ignore(MemoryBlock block, long pfn, FrameRun page, Refusal refusal) {
        switch (refusal) {
            case Refusal.Poisoned _ -> failure(pfn, "recovery action for already poisoned page: Failed");
            case Refusal.UnmovablePage _ -> {
                failure(pfn, "unhandlable page.");
                failure(pfn, "recovery action for get hwpoison page: Ignored");
                if (page.use() == FrameUse.RESERVED) {
                    memory.pages().set(block, page.as(FrameUse.RESERVED_POISONED));
                    block.addPoisonedPage();
                }
            }
            default -> {}
        }
    }

    private void failure(long pfn, String what) {
        kernel.error("Memory failure: 0x%x: %s", pfn, what);
    }

    /** What the kernel logs of a page that is not there, or not online, when that page fails. */
    static void outside(Kernel kernel, long pfn) {
        kernel.error("Memory failure: 0x%x: %s", pfn, OUTSIDE);
    }

    private FrameRun pageAt(MemoryBlock block, long pfn) {
        int frame = (int) (pfn - memory.firstPfn(block));
        return block.frames().runAt(frame).part(frame, frame + 1);
    }

    private Optional<Refusal> whyNot(MemoryBlock block, long pfn, FrameRun page) {
        return switch (page.use()) {
            case POISONED, RESERVED_POISONED -> Optional.of(new Refusal.Poisoned(block.id(), block.poisonedPages()));
            // Where a block has any memory, its holes have page structures too, which are reserved.
            case ABSENT,
                    RESERVED,
                    BOOT_METADATA,
                    OWN_MEMMAP,
                    MEMMAP,
                    MAPPING_TABLE,
                    PAGE_CGROUP,
                    KERNEL,
                    SLAB,
                    PAGE_TABLE,
                    STACK,
                    HELD_BACK ->
                Optional.of(
                        new Refusal.UnmovablePage(block.id(), pfn, page.use().name()));
            // As page_action(): somebody else still refers to it.
            case PINNED, HUGE_1G -> Optional.of(new Refusal.PageBusy(pfn));
            case FREE, ANONYMOUS, LOCKED, PAGE_CACHE, HUGE_TRANSPARENT -> Optional.empty();
            case HUGE_2M -> isReserved(page) ? Optional.of(new Refusal.PageBusy(pfn)) : Optional.empty();
        };
    }

    /** Whether a huge page is free in its pool, and somebody may come for it. */
    private boolean isReserved(FrameRun page) {
        return page.isPooled()
                && memory.pages().hugePools().of(page.use()).orElseThrow().available() <= 0;
    }

    /** Moves the page, or the whole huge page of a pool that it is in; what was a transparent one comes apart. */
    private boolean moveAway(MemoryBlock block, FrameRun page) {
        FrameRun moved = page.use() == FrameUse.HUGE_2M ? hugePageOf(block, page) : page;
        if (page.isPooled() || page.use() == FrameUse.HUGE_TRANSPARENT) {
            breakUp(block, page);
        }
        if (page.isPooled()) {
            return true;
        }
        return memory.pages().move(block, moved, ZoneKind.MOVABLE, FrameUse.FREE);
    }

    private static FrameRun hugePageOf(MemoryBlock block, FrameRun page) {
        int first = page.first() / page.use().unit() * page.use().unit();
        return block.frames().runAt(page.first()).part(first, first + page.use().unit());
    }

    /** A huge page comes apart when one of its pages goes; one that was free in its pool is free pages then. */
    private void breakUp(MemoryBlock block, FrameRun page) {
        if (page.use().unit() > 1) {
            FrameRun huge = hugePageOf(block, page);
            memory.pages().set(block, huge.isPooled() ? huge.freed() : huge.as(FrameUse.ANONYMOUS));
        }
    }

    private Optional<Refusal> poison(MemoryBlock block, FrameRun page) {
        memory.pages().set(block, new FrameRun(page.first(), 1, FrameUse.POISONED, 0, 0));
        block.addPoisonedPage();
        return Optional.empty();
    }
}
