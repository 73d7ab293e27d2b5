package memplug.machine.mm;

import java.util.List;
import java.util.Optional;
import memplug.machine.mm.PageAllocator.Contents;

/** Takes single pages out of use for ever, under the page lock. As mm/memory-failure.c. */
final class PagePoison {
    private final Memory memory;

    PagePoison(Memory memory) {
        this.memory = memory;
    }

    /** As soft_offline_page(): what is in the page moves away first. Returns why it could not be done, if so. */
    Optional<Refusal> soft(MemoryBlock block, long pfn) {
        FrameRun page = pageAt(block, pfn);
        Optional<Refusal> refusal = whyNot(block, pfn, page.use());
        if (refusal.isPresent()) {
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
        if (page.use() == FrameUse.RESERVED) {
            memory.pages().set(block, page.as(FrameUse.RESERVED_POISONED));
            block.addPoisonedPage();
        }
        Optional<Refusal> refusal = page.use() == FrameUse.PINNED ? Optional.empty() : whyNot(block, pfn, page.use());
        if (refusal.isPresent()) {
            return refusal;
        }
        breakUp(block, page);
        if (page.owner() != 0) {
            memory.pages().struck().add(page.owner());
        }
        return poison(block, page);
    }

    private FrameRun pageAt(MemoryBlock block, long pfn) {
        int frame = (int) (pfn - memory.firstPfn(block));
        return block.frames().runAt(frame).part(frame, frame + 1);
    }

    private static Optional<Refusal> whyNot(MemoryBlock block, long pfn, FrameUse use) {
        return switch (use) {
            case POISONED, RESERVED_POISONED -> Optional.of(new Refusal.Poisoned(block.id(), block.poisonedPages()));
            case ABSENT -> Optional.of(new Refusal.NoSuchPage(pfn));
            case RESERVED, OWN_MEMMAP, MEMMAP, KERNEL, SLAB, PAGE_TABLE, STACK, PINNED, HUGE_1G ->
                Optional.of(new Refusal.UnmovablePage(block.id(), pfn, use.name()));
            case FREE, ANONYMOUS, LOCKED, PAGE_CACHE, HUGE_TRANSPARENT, HUGE_2M -> Optional.empty();
        };
    }

    /** Moves the page, or the whole huge page of a pool that it is in; what was a transparent one comes apart. */
    private boolean moveAway(MemoryBlock block, FrameRun page) {
        FrameRun moved = page.use() == FrameUse.HUGE_2M ? hugePageOf(block, page) : page;
        if (moved.owner() == 0 && moved.use() == FrameUse.HUGE_2M) {
            memory.pages().set(block, moved.freed());
            return true;
        }
        breakUp(block, page);
        FrameUse use = page.use() == FrameUse.HUGE_TRANSPARENT ? FrameUse.ANONYMOUS : page.use();
        Contents contents = new Contents(use, moved.owner(), moved.page(), moved.written());
        Optional<List<PageSpan>> room = memory.pages().allocate(block.node(), moved.pages(), contents);
        if (room.isPresent()) {
            memory.pages().set(block, moved.freed());
        }
        return room.isPresent();
    }

    private static FrameRun hugePageOf(MemoryBlock block, FrameRun page) {
        int first = page.first() / page.use().unit() * page.use().unit();
        return block.frames().runAt(page.first()).part(first, first + page.use().unit());
    }

    /** A transparent huge page comes apart when one of its pages goes. */
    private void breakUp(MemoryBlock block, FrameRun page) {
        if (page.use() == FrameUse.HUGE_TRANSPARENT) {
            memory.pages().set(block, hugePageOf(block, page).as(FrameUse.ANONYMOUS));
        }
    }

    private Optional<Refusal> poison(MemoryBlock block, FrameRun page) {
        memory.pages().set(block, new FrameRun(page.first(), 1, FrameUse.POISONED, 0, 0));
        block.addPoisonedPage();
        return Optional.empty();
    }
}
