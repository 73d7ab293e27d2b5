package memplug.tree.procfs;

import memplug.machine.mm.BlockId;
import memplug.machine.mm.FrameRun;
import memplug.machine.mm.FrameUse;
import memplug.machine.mm.Memory;
import memplug.machine.mm.MemoryBlock;
import memplug.machine.mm.Zone;

/** Goes through the page frames of a zone, run by run. */
final class ZoneFrames {
    private ZoneFrames() {}

    /** Is shown runs of frames. */
    interface Visitor {
        /** Takes frames of one block that are used alike, and are somebody's or, if that is 0, nobody's. */
        void visit(long pfn, int pages, FrameUse use, int owner);
    }

    /** Shows all online frames of a zone, ascending; holes are left out. */
    static void visit(Memory memory, Zone zone, Visitor visitor) {
        for (BlockId id : zone.blocks()) {
            // A block that went offline meanwhile is no longer there, or in no zone, or has no frames.
            memory.block(id).ifPresent(block -> visit(block, firstPfn(memory, block), zone, visitor));
        }
    }

    private static long firstPfn(Memory memory, MemoryBlock block) {
        return block.id().number() * memory.blockSize().pages();
    }

    private static void visit(MemoryBlock block, long blockPfn, Zone wanted, Visitor visitor) {
        boolean mixed = block.zone() == null;
        for (FrameRun run : block.frames().runs()) {
            long pfn = blockPfn + run.first();
            if (run.use() == FrameUse.ABSENT) {
                continue;
            }
            if (mixed) {
                visitPart(pfn, run, wanted, visitor);
            } else {
                visitor.visit(pfn, run.pages(), run.use(), run.owner());
            }
        }
    }

    /** A block in several zones is boot memory, and its frames are in the zones of their addresses. */
    private static void visitPart(long pfn, FrameRun run, Zone wanted, Visitor visitor) {
        int pages = wanted.bootFramesIn(pfn, run.pages());
        if (pages > 0) {
            visitor.visit(Math.max(pfn, wanted.bootStart()), pages, run.use(), run.owner());
        }
    }
}
