package memplug.machine.phys;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A claim on a range of physical addresses, and the claims within it. A value: changes make new ones.
 *
 * @param range the addresses
 * @param name who claims them, as /proc/iomem shows it
 * @param kind what may happen below and to it
 * @param children the claims within it, ascending, not overlapping
 */
public record Resource(PhysicalRange range, String name, Kind kind, List<Resource> children) {
    /** What a claim allows. */
    public enum Kind {
        /** Others may claim parts of it: a bus, a firmware range, a device whose memory a driver adds. */
        CONTAINER,
        /** Nobody else may claim any of it. */
        BUSY,
        /** System RAM: nobody else may claim any of it, and it is released by range, in parts if need be. */
        SYSTEM_RAM,
        /** System RAM that a driver looks after: as {@link #SYSTEM_RAM}, but no RAM for the next kernel. */
        DRIVER_MANAGED_RAM;

        /** {@return whether it is memory that the allocator was given} */
        public boolean isSystemRam() {
            return this == SYSTEM_RAM || this == DRIVER_MANAGED_RAM;
        }
    }

    /** Keeps its own copy of the children. */
    public Resource {
        children = List.copyOf(children);
    }

    /**
     * A claim with nothing within.
     *
     * @param range the addresses
     * @param name who claims them
     * @param kind what it allows
     */
    public Resource(PhysicalRange range, String name, Kind kind) {
        this(range, name, kind, List.of());
    }

    /** {@return this claim and all within it, depth first} */
    public Stream<Resource> all() {
        return Stream.concat(Stream.of(this), children.stream().flatMap(Resource::all));
    }

    Resource with(List<Resource> newChildren) {
        return new Resource(range, name, kind, newChildren);
    }

    Resource at(PhysicalRange newRange) {
        return new Resource(newRange, name, kind, children);
    }

    /** This claim without a range: nothing, one or two pieces, none of which may have children. */
    List<Resource> without(PhysicalRange gone) {
        List<Resource> pieces = new ArrayList<>();
        if (range.start() < gone.start()) {
            pieces.add(at(new PhysicalRange(range.start(), gone.start())));
        }
        if (gone.end() < range.end()) {
            pieces.add(at(new PhysicalRange(gone.end(), range.end())));
        }
        return pieces;
    }
}
