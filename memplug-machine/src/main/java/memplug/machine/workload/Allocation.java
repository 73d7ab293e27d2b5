package memplug.machine.workload;

import memplug.machine.mm.FrameRun;
import memplug.machine.mm.FrameUse;
import memplug.machine.mm.Frames;
import memplug.machine.mm.Memory;
import memplug.machine.mm.PageAllocator.Contents;
import memplug.machine.workload.Policy.Kind;

/** Gets frames for pages of a process, from the nodes of its policy. */
final class Allocation {
    /** How much an interleaved process gets of a node before it turns to the next: 2 MiB. */
    private static final int TURN_PAGES = 512;

    private final Memory memory;
    private final MemoryUser process;

    Allocation(Memory memory, MemoryUser process) {
        this.memory = memory;
        this.process = process;
    }

    /** Fills frames with pages from one on; returns false, and takes nothing, if there are not enough. */
    boolean fill(int firstPage, Frames pages) {
        for (FrameRun run : pages.runs()) {
            if (run.use() != FrameUse.FREE && !fill(firstPage, run)) {
                memory.pages().change(process.owner(), firstPage, firstPage + (long) pages.pages(), FrameRun::freed);
                return false;
            }
        }
        return true;
    }

    private boolean fill(int firstPage, FrameRun run) {
        int turn = process.policy().kind() == Kind.INTERLEAVE
                ? Math.max(TURN_PAGES, run.use().unit())
                : run.pages();
        for (int done = 0; done < run.pages(); done += turn) {
            FrameRun part = run.part(run.first() + done, Math.min(run.end(), run.first() + done + turn));
            if (!take(firstPage + part.first(), part)) {
                return false;
            }
        }
        return true;
    }

    private boolean take(int page, FrameRun part) {
        Contents contents = new Contents(part.use(), process.owner(), page, part.written());
        if (takeAs(contents, part.pages())) {
            return true;
        }
        // As mm/huge_memory.c: where there is no transparent huge page, small ones do.
        return part.use() == FrameUse.HUGE_TRANSPARENT
                && takeAs(new Contents(FrameUse.ANONYMOUS, process.owner(), page, part.written()), part.pages());
    }

    private boolean takeAs(Contents contents, int pages) {
        Policy policy = process.policy();
        return switch (policy.kind()) {
            case DEFAULT, PREFERRED ->
                memory.pages()
                        .allocate(policy.nodes().getFirst(), pages, contents)
                        .isPresent();
            case BIND ->
                memory.pages()
                        .take(policy.nodes().stream().map(memory::node).toList(), pages, contents)
                        .isPresent();
            case INTERLEAVE -> {
                long turn =
                        contents.page() / Math.max(TURN_PAGES, contents.use().unit());
                int node = policy.nodes().get((int) (turn % policy.nodes().size()));
                yield memory.pages().allocate(node, pages, contents).isPresent();
            }
        };
    }
}
