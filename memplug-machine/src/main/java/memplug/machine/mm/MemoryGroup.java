package memplug.machine.mm;

/**
 * Memory that belongs together, of which the auto-movable policy decides as of one.
 *
 * @param id its number
 * @param node the node of its memory
 * @param kind whether it is all there at once or comes and goes
 * @param pages for a static group: how many pages it has at most; for a dynamic one: the pages of a unit
 * @param presentKernel how many of its pages are online in kernel zones
 * @param presentMovable how many of its pages are online in ZONE_MOVABLE
 */
public record MemoryGroup(int id, int node, Kind kind, long pages, long presentKernel, long presentMovable) {
    /** How a group's memory comes. */
    public enum Kind {
        STATIC,
        DYNAMIC
    }

    MemoryGroup withPresent(ZoneKind zone, long change) {
        return zone == ZoneKind.MOVABLE
                ? new MemoryGroup(id, node, kind, pages, presentKernel, presentMovable + change)
                : new MemoryGroup(id, node, kind, pages, presentKernel + change, presentMovable);
    }
}
