package memplug.machine.phys;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Who claims which physical addresses, as /proc/iomem shows it. Writers hold the hotplug lock; readers take no lock and
 * see either the tree before a change or the one after.
 */
public final class ResourceTree {
    private static final PhysicalRange EVERYTHING = new PhysicalRange(0, Long.MAX_VALUE);

    private volatile Resource root;

    /** A tree in which nothing is claimed. */
    public ResourceTree() {
        this(new Resource(EVERYTHING, "PCI mem", Resource.Kind.CONTAINER));
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
        for (int i = 0; i < parent.children().size(); i++) {
            Resource child = parent.children().get(i);
            if (child.range().contains(claim.range())) {
                return replace(parent, i, List.of(insert(child, claim)));
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
        Optional<Resource> inTheWay = inTheWay(root, claim);
        if (inTheWay.isEmpty()) {
            root = request(root, claim);
        }
        return inTheWay;
    }

    private static Optional<Resource> inTheWay(Resource parent, Resource claim) {
        int index = firstEndingAfter(parent, claim.range().start());
        if (index == parent.children().size()) {
            return Optional.empty();
        }
        Resource other = parent.children().get(index);
        if (!other.range().overlaps(claim.range())) {
            return Optional.empty();
        }
        return other.kind() == Resource.Kind.CONTAINER && other.range().contains(claim.range())
                ? inTheWay(other, claim)
                : Optional.of(other);
    }

    private static Resource request(Resource parent, Resource claim) {
        int index = firstEndingAfter(parent, claim.range().start());
        List<Resource> children = new ArrayList<>(parent.children());
        if (index < children.size() && children.get(index).range().contains(claim.range())) {
            children.set(index, request(children.get(index), claim));
        } else {
            children.add(index, claim);
        }
        return parent.with(children);
    }

    /** The first child that does not end before an address. */
    private static int firstEndingAfter(Resource parent, long address) {
        int low = 0;
        int high = parent.children().size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (parent.children().get(middle).range().end() <= address) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static Resource replace(Resource parent, int index, List<Resource> replacements) {
        List<Resource> children = new ArrayList<>(parent.children());
        children.remove(index);
        children.addAll(index, replacements);
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
            Resource current =
                    child.range().contains(range) && !child.children().isEmpty() ? merge(child, range) : child;
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

    private boolean edit(PhysicalRange range, Predicate<Resource> wanted, Function<Resource, List<Resource>> change) {
        Optional<Resource> edited = edit(root, range, wanted, change);
        edited.ifPresent(after -> root = after);
        return edited.isPresent();
    }

    private static Optional<Resource> edit(
            Resource parent,
            PhysicalRange range,
            Predicate<Resource> wanted,
            Function<Resource, List<Resource>> change) {
        for (int i = 0; i < parent.children().size(); i++) {
            Resource child = parent.children().get(i);
            if (child.range().contains(range)) {
                Optional<List<Resource>> replacements = wanted.test(child)
                        ? Optional.of(change.apply(child))
                        : edit(child, range, wanted, change).map(List::of);
                if (replacements.isPresent()) {
                    return Optional.of(replace(parent, i, replacements.get()));
                }
            }
        }
        return Optional.empty();
    }
}
