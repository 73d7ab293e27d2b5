package memplug.machine.mm;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import memplug.machine.phys.PhysicalRange;

/**
 * Drivers that hold pages of their memory back from the allocator: those pages are present, not managed, and logically
 * offline while their block is online. As the kernel's online-page callback, set_online_page_callback(). Who registered
 * belongs to whoever made it, and is not copied with a machine.
 */
public final class PageHolders {
    private final List<Holder> holders = new CopyOnWriteArrayList<>();

    /** A driver that holds pages back. */
    public interface Holder {
        /** {@return the addresses of its memory} */
        PhysicalRange region();

        /**
         * {@return the pages of a block that is going online which the allocator is not to get, ascending}
         *
         * @param block the block's addresses, all of them in the holder's region
         */
        List<PageSpan> heldBack(PhysicalRange block);
    }

    /**
     * Adds one who is asked from now on.
     *
     * @param holder who
     */
    public void register(Holder holder) {
        holders.add(holder);
    }

    /**
     * Takes one off again. What it holds stays held, and nobody can let it go any more.
     *
     * @param holder who
     */
    public void unregister(Holder holder) {
        holders.remove(holder);
    }

    List<PageSpan> heldBack(PhysicalRange block) {
        return holders.stream()
                .filter(each -> each.region().contains(block))
                .flatMap(each -> each.heldBack(block).stream())
                .toList();
    }

    /** Whether someone lets the pages go that are held back in a block, so that it can go offline. */
    boolean letGo(PhysicalRange block) {
        return holders.stream().anyMatch(each -> each.region().contains(block));
    }
}
