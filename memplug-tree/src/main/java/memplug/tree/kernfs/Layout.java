package memplug.tree.kernfs;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import memplug.tree.Directory.Entry;
import memplug.tree.Node;
import memplug.tree.SymbolicLink;

/**
 * What the directory of a kind of thing holds: attributes, links, and parts that come and go. Made once for all things of
 * the kind, so that looking one name up in one of 100,000 directories costs one look into a table.
 *
 * @param <T> the kind of thing
 */
public final class Layout<T> {
    private final TreeContext context;
    private final long size;
    private final List<Attribute<T>> attributes = new ArrayList<>();
    private final List<Link<T>> links = new ArrayList<>();
    private final List<Part<T>> parts = new ArrayList<>();
    private final Map<String, Integer> slots = new HashMap<>();

    /** A link that things of the kind have. */
    private record Link<T>(String name, Target<T> target) {}

    /** Where a link leads: a path below /sys, or nothing if the thing has no such link now. */
    public interface Target<T> {
        /**
         * {@return a path below /sys, if the thing has such a link now}
         *
         * @param thing the thing
         */
        Optional<String> of(T thing);
    }

    /** Names in a directory that come and go. */
    public interface Part<T> {
        /**
         * {@return what a name leads to, or nothing}
         *
         * @param thing the thing
         * @param name the name
         */
        Optional<Node> lookUp(Thing<T> thing, String name);

        /**
         * Lists all names that there are now.
         *
         * @param thing the thing
         * @param entries where to add them
         */
        void list(Thing<T> thing, List<Entry> entries);
    }

    Layout(TreeContext context, long size) {
        this.context = context;
        this.size = size;
    }

    /**
     * A layout of nothing.
     *
     * @param context what all nodes of the tree share
     */
    public Layout(TreeContext context) {
        this(context, AttributeFile.SYSFS_SIZE);
    }

    TreeContext context() {
        return context;
    }

    /**
     * Adds an attribute.
     *
     * @param attribute the attribute
     * @return this
     */
    public Layout<T> attribute(Attribute<T> attribute) {
        slots.put(attribute.name(), attributes.size());
        attributes.add(attribute);
        return this;
    }

    /**
     * Adds a link.
     *
     * @param name its name
     * @param target where it leads
     * @return this
     */
    public Layout<T> link(String name, Target<T> target) {
        links.add(new Link<>(name, target));
        return this;
    }

    /**
     * Adds a link that is the same for all things.
     *
     * @param name its name
     * @param target the path below /sys that it leads to
     * @return this
     */
    public Layout<T> link(String name, String target) {
        return link(name, _ -> Optional.of(target));
    }

    /**
     * Adds names that come and go.
     *
     * @param part the names
     * @return this
     */
    public Layout<T> part(Part<T> part) {
        parts.add(part);
        return this;
    }

    /**
     * Adds a directory within.
     *
     * @param name its name
     * @param slot which of the thing's inodes its own begin at
     * @param inner what it holds
     * @return this
     */
    public Layout<T> folder(String name, int slot, Layout<T> inner) {
        return part(new Part<>() {
            @Override
            public Optional<Node> lookUp(Thing<T> thing, String wanted) {
                return wanted.equals(name) ? Optional.of(node(thing)) : Optional.empty();
            }

            @Override
            public void list(Thing<T> thing, List<Entry> entries) {
                entries.add(new Entry(name, node(thing)));
            }

            private Node node(Thing<T> thing) {
                return new ThingDirectory<>(thing.part(thing.object(), name, slot), inner);
            }
        });
    }

    Optional<Node> lookUp(Thing<T> thing, String name) {
        Integer slot = slots.get(name);
        if (slot != null) {
            return Optional.of(file(thing, slot));
        }
        for (int i = 0; i < links.size(); i++) {
            if (links.get(i).name().equals(name)) {
                return link(thing, i);
            }
        }
        for (Part<T> part : parts) {
            Optional<Node> found = part.lookUp(thing, name);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    List<Entry> entries(Thing<T> thing) {
        List<Entry> entries = new ArrayList<>();
        for (int slot = 0; slot < attributes.size(); slot++) {
            entries.add(new Entry(attributes.get(slot).name(), file(thing, slot)));
        }
        for (int i = 0; i < links.size(); i++) {
            String name = links.get(i).name();
            link(thing, i).ifPresent(node -> entries.add(new Entry(name, node)));
        }
        parts.forEach(part -> part.list(thing, entries));
        return ListingOrder.of(entries);
    }

    private Node file(Thing<T> thing, int slot) {
        return new AttributeFile<>(context, thing, thing.inode() + 1 + slot, attributes.get(slot), size);
    }

    private Optional<Node> link(Thing<T> thing, int index) {
        long inode = thing.inode() + 1 + attributes.size() + index;
        return links.get(index)
                .target()
                .of(thing.object())
                .map(target -> new SymbolicLink(inode, Paths.relative(thing.path(), target)));
    }
}
