package memplug.machine.virtio;

import java.util.List;
import java.util.Optional;
import memplug.machine.kernel.Fingerprint;
import memplug.machine.mm.BlockId;
import memplug.machine.mm.PageSpan;
import memplug.machine.phys.PhysicalRange;

/** In which pieces the driver adds memory and takes it away. */
sealed interface Mode permits SubBlocks, BigBlocks {
    /** Plugs as many bytes, less what does not fill a piece. */
    Attempt plug(long bytes);

    /** Unplugs as many bytes, less what does not fill a piece. */
    Attempt unplug(long bytes);

    /** Finishes what earlier attempts left. */
    Attempt cleanUp();

    /** Whether there are blocks, all unplugged, that could not be removed. */
    boolean hasLeftovers();

    /** Whether a block of the region may go online. */
    boolean mayGoOnline(BlockId block);

    /** A block of the region has gone online. */
    void wentOnline(BlockId block);

    /** A block of the region has gone offline. */
    void wentOffline(BlockId block);

    /** The pages of a block that the allocator is not to get. */
    List<PageSpan> heldBack(PhysicalRange block);

    /** Removes, before the driver lets the device go, what nobody may take online without it. */
    void removeUnusable();

    /** Takes over the state of the same mode of another machine. */
    void copyFrom(Mode other);

    /** Adds all of the state to a fingerprint. */
    void fingerprint(Fingerprint.Writer writer);

    /** What of the state is not what memory shows, if anything. */
    Optional<String> contradiction();
}
