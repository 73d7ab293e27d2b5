package memplug.machine.workload;

import memplug.machine.mm.FrameUse;
import memplug.machine.mm.Frames;

/**
 * A process, or a part of the kernel, that holds memory: what it would say of each of its pages. Where they are, only the
 * frames know.
 *
 * @param owner the number that its page frames carry, and its process ID
 * @param name its name
 * @param kind what its memory is
 * @param policy from which nodes it comes
 * @param contents page by page, by the page's number: how it is used and by which write it was filled; free if it is
 *     mapped and not touched, or was given back
 */
public record MemoryUser(int owner, String name, PageKind kind, Policy policy, Frames contents) {
    /** {@return how many pages it holds} */
    public int pages() {
        return contents.pages() - contents.free();
    }

    /** {@return how many of its pages are pinned} */
    public int pinned() {
        return contents.count(FrameUse.PINNED);
    }

    /** {@return how many of its pages are locked into memory} */
    public int locked() {
        return contents.count(FrameUse.LOCKED);
    }

    /** {@return how many bytes it has mapped, touched or not} */
    public long mappedBytes() {
        return contents.pages() * Frames.PAGE_BYTES;
    }

    MemoryUser with(Frames newContents) {
        return new MemoryUser(owner, name, kind, policy, newContents);
    }
}
