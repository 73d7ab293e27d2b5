package memplug.machine.mm;

import java.util.List;
import java.util.Optional;
import memplug.machine.mm.Notifiers.Event;
import memplug.machine.mm.PageAllocator.Contents;
import memplug.machine.mm.Refusal.OutOfMemory;

/**
 * What kernels of 2012 kept of each page for memory control groups, apart from the memmap. It is allocated when a block goes
 * online, of its node if that has memory, and so it may lie in another block of the same device, which then cannot go offline
 * first. As mm/page_cgroup.c: page_cgroup_callback() of Linux 3.6.
 */
final class PageCgroup implements Notifiers.Notifier {
    /** Pages for which one page is needed: 4096 bytes at 16 bytes each. */
    private static final int PAGES_PER_PAGE = 256;

    private final Memory memory;
    private final int pages;

    PageCgroup(Memory memory) {
        this.memory = memory;
        this.pages = memory.blockSize().pages() / PAGES_PER_PAGE;
    }

    @Override
    public int tell(Event event, MemoryChange change) {
        MemoryBlock block = memory.block(change.block()).orElseThrow();
        return switch (event) {
            case MEM_GOING_ONLINE -> allocate(block);
            case MEM_CANCEL_ONLINE, MEM_OFFLINE -> free(block);
            case MEM_PREPARE_ONLINE, MEM_ONLINE, MEM_GOING_OFFLINE, MEM_CANCEL_OFFLINE, MEM_FINISH_OFFLINE -> 0;
        };
    }

    private int allocate(MemoryBlock block) {
        Contents contents = new Contents(FrameUse.PAGE_CGROUP, 0, 0);
        Optional<List<PageSpan>> spans = memory.pages().allocate(block.node(), pages, contents);
        if (spans.isEmpty()) {
            return ErrorNumber.of(new OutOfMemory("the page cgroups of " + block.id()));
        }
        block.setPageCgroup(spans.get());
        return 0;
    }

    private int free(MemoryBlock block) {
        block.pageCgroup().forEach(memory.pages()::free);
        block.setPageCgroup(List.of());
        return 0;
    }
}
