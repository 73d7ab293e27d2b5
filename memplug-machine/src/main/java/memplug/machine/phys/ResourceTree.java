package memplug.machine.phys;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import memplug.machine.phys.Resource.Kind;

/**
 * Who claims which physical addresses, as /proc/iomem shows it. Writers hold the hotplug lock; readers take no lock and
 * see either the tree before a change or the one after.
 */
public final class ResourceTree {
    private static final PhysicalRange EVERYTHING = new PhysicalRange(0, Long.MAX_VALUE);

    private volatile Resource root;

    /** A tree in which nothing is claimed. */
    public ResourceTree() {
        this(new Resource(EVERYTHING, "PCI mem", Kind.CONTAINER));
    }

    private ResourceTree(Resource root) {
        this.root = root;
    }

    /** {@return an independent tree with the same claims} */
    public ResourceTree copy() {
        return new ResourceTree(root);
    }

    /** {@return the outermost claims, ascending} */
    public List<Resource> claims() {
        return root.children();
    }

    /**
     * Enters what the firmware or a bus says at boot. A claim goes into the smallest one that holds it, and takes in
     * those that it holds itself. As kernel/resource.c: insert_resource().
     *
     * @param claim the claim, without children
     * @throws IllegalArgumentException if it overlaps another without one holding the other
     */
    public void insert(Resource claim) {
        root = insert(root, claim);
    }

    private static Resource insert(Resource parent, Resource claim) {
        List<Resource> children = new ArrayList<>();
        List<Resource> within = new ArrayList<>();
        for (Resource child : parent.children()) {
            if (child.range().contains(claim.range())) {
                return replace(parent, child, List.of(insert(child, claim)));
            }
            if (claim.range().contains(child.range())) {
                within.add(child);
            } else if (claim.range().overlaps(child.range())) {
                throw new IllegalArgumentException(
                        claim.name() + " " + claim.range() + " overlaps " + child.name() + " " + child.range());
            } else {
                children.add(child);
            }
        }
        children.add(claim.with(within));
        return parent.with(sorted(children));
    }

    /**
     * Claims a range for a driver, in the innermost container that holds it. As kernel/resource.c:
     * __request_region().
     *
     * @param claim the claim, without children
     * @return the claim that is in the way, or nothing if the range was free
     */
    public Optional<Resource> request(Resource claim) {
        Resource parent = root;
        List<Resource> path = new ArrayList<>();
        while (true) {
            path.add(parent);
            Optional<Resource> other = overlapping(parent, claim.range());
            if (other.isEmpty()) {
                break;
            }
            if (other.get().kind() != Kind.CONTAINER || !other.get().range().contains(claim.range())) {
                return other;
            }
            parent = other.get();
        }
        List<Resource> children = new ArrayList<>(parent.children());
        children.add(claim);
        rebuild(path, parent.with(sorted(children)));
        return Optional.empty();
    }

    private static Optional<Resource> overlapping(Resource parent, PhysicalRange range) {
        int low = 0;
        int high = parent.children().size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (parent.children().get(middle).range().end() <= range.start()) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low < parent.children().size() && parent.children().get(low).range().overlaps(range)
                ? Optional.of(parent.children().get(low))
                : Optional.empty();
    }

    /** Puts a changed claim in the place of the last one on a path from the root. */
    private void rebuild(List<Resource> path, Resource changed) {
        Resource current = changed;
        for (int i = path.size() - 2; i >= 0; i--) {
            current = replace(path.get(i), path.get(i + 1), List.of(current));
        }
        root = current;
    }

    private static Resource replace(Resource parent, Resource child, List<Resource> replacements) {
        List<Resource> children = new ArrayList<>(parent.children().size() + 1);
        for (Resource each : parent.children()) {
            if (each == child) {
                children.addAll(replacements);
            } else {
                children.add(each);
            }
        }
        return parent.with(children);
    }

    private static List<Resource> sorted(List<Resource> claims) {
        claims.sort((one, other) -> one.range().compareTo(other.range()));
        return claims;
    }

    /**
     * Gives up a claim of exactly this range and name, with all within it.
     *
     * @param range the addresses
     * @param name the claim's name
     * @return whether there was one
     */
    public boolean release(PhysicalRange range, String name) {
        return edit(range, claim -> claim.range().equals(range) && claim.name().equals(name), _ -> List.of());
    }

    /**
     * Gives up System RAM, of which the range may be a whole claim or a part. As kernel/resource.c:
     * release_mem_region_adjustable(): whole is deleted, an end is cut, a middle splits.
     *
     * @param range the addresses
     * @return whether there was such a claim; nothing happens otherwise
     */
    public boolean releaseSystemRam(PhysicalRange range) {
        return edit(
                range,
                claim -> claim.kind().isSystemRam() && claim.range().contains(range),
                claim -> claim.without(range));
    }

    /**
     * Changes what a claim allows.
     *
     * @param range the addresses of the claim
     * @param name its name
     * @param kind what it allows from now on
     * @return whether there is such a claim
     */
    public boolean changeKind(PhysicalRange range, String name, Kind kind) {
        return edit(
                range,
                claim -> claim.range().equals(range) && claim.name().equals(name),
                claim -> List.of(new Resource(claim.range(), claim.name(), kind, claim.children())));
    }

    /**
     * Joins a claim with the ones before and after it where they touch and are alike. As kernel/resource.c:
     * merge_system_ram_resource().
     *
     * @param range the addresses of the claim
     */
    public void mergeSystemRam(PhysicalRange range) {
        root = merge(root, range);
    }

    private static Resource merge(Resource parent, PhysicalRange range) {
        List<Resource> merged = new ArrayList<>();
        for (Resource child : parent.children()) {
            Resource current = child.range().contains(range) && !child.children().isEmpty() ? merge(child, range) : child;
            Resource previous = merged.isEmpty() ? null : merged.getLast();
            if (previous != null && mergeable(previous, current, range)) {
                merged.set(
                        merged.size() - 1,
                        previous.at(new PhysicalRange(
                                previous.range().start(), current.range().end())));
            } else {
                merged.add(current);
            }
        }
        return parent.with(merged);
    }

    private static boolean mergeable(Resource one, Resource next, PhysicalRange range) {
        return one.kind().isSystemRam()
                && one.kind() == next.kind()
                && one.name().equals(next.name())
                && one.range().end() == next.range().start()
                && (one.range().contains(range) || next.range().contains(range))
                && one.children().isEmpty()
                && next.children().isEmpty();
    }

    /**
     * {@return the bytes of System RAM in a range, whoever manages it}
     *
     * @param range the addresses
     */
    public long systemRamIn(PhysicalRange range) {
        return systemRamIn(root, range);
    }

    private static long systemRamIn(Resource parent, PhysicalRange range) {
        long bytes = 0;
        for (Resource child : parent.children()) {
            if (!child.range().overlaps(range)) {
                continue;
            }
            bytes += child.kind().isSystemRam()
                    ? Math.min(child.range().end(), range.end())
                            - Math.max(child.range().start(), range.start())
                    : systemRamIn(child, range);
        }
        return bytes;
    }

    private boolean edit(
            PhysicalRange range,
            Predicate<Resource> wanted,
            Function<Resource, List<Resource>> change) {
        Resource before = root;
        Resource after = edit(before, range, wanted, change);
        root = after;
        return after != before;
    }

    private static Resource edit(
            Resource parent,
            PhysicalRange range,
            Predicate<Resource> wanted,
            Function<Resource, List<Resource>> change) {
        for (Resource child : parent.children()) {
            if (!child.range().contains(range)) {
                continue;
            }
            if (wanted.test(child)) {
                return replace(parent, child, change.apply(child));
            }
            Resource edited = edit(child, range, wanted, change);
            if (edited != child) {
                return replace(parent, child, List.of(edited));
            }
        }
        return parent;
    }
}
