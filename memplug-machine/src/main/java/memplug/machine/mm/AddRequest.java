package memplug.machine.mm;

import java.util.EnumSet;
import java.util.Set;
import memplug.machine.phys.PhysicalRange;

/**
 * Memory to be added.
 *
 * @param target the node or group it becomes part of
 * @param range its addresses, whole blocks
 * @param flags how it is added
 */
public record AddRequest(Target target, PhysicalRange range, Set<Flag> flags) {
    /** Keeps its own copy of the flags. */
    public AddRequest {
        flags = flags.isEmpty() ? EnumSet.noneOf(Flag.class) : EnumSet.copyOf(flags);
    }

    /**
     * Memory for a node, with no flags.
     *
     * @param node the number of the node
     * @param range its addresses
     */
    public AddRequest(int node, PhysicalRange range) {
        this(new OfNode(node), range, EnumSet.noneOf(Flag.class));
    }

    /** What added memory becomes part of. */
    public sealed interface Target {}

    /** A node. */
    public record OfNode(int node) implements Target {}

    /** A memory group, and its node. */
    public record OfGroup(int group) implements Target {}

    /** How memory is added. */
    public enum Flag {
        /** Make one resource of it and its neighbours of the same name. */
        MERGE_RESOURCE,
        /** Put its memmap on itself if the machine allows that at all. */
        MEMMAP_ON_MEMORY
    }
}
