package memplug.tree.kernfs;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import memplug.tree.CharacterDevice;
import memplug.tree.Directory;
import memplug.tree.Node;
import memplug.tree.SymbolicLink;
import org.jspecify.annotations.Nullable;

/** A directory that is always there: what it holds was put there when the tree was made, but for one set of names. */
public final class Folder extends Directory {
    private final TreeContext context;
    private final String path;
    private final Map<String, Node> children = new LinkedHashMap<>();
    private final List<Names> dynamic = new ArrayList<>();

    /** Names that come and go. */
    public interface Names {
        /**
         * {@return what a name leads to, or nothing}
         *
         * @param name the name
         */
        Optional<Node> lookUp(String name);

        /** {@return all names there are now} */
        List<Entry> entries();
    }

    /**
     * An empty directory.
     *
     * @param context the tree's
     * @param path its path below the root of the tree's part, empty for the root
     */
    public Folder(TreeContext context, String path) {
        super(context.fixedInodes(1));
        this.context = context;
        this.path = path;
    }

    /** {@return its path below the root of the tree's part} */
    public String path() {
        return path;
    }

    @Override
    public int permissions() {
        return context.permissions(inode(), 0755);
    }

    @Override
    public Optional<Node> lookUp(String name) {
        Node child = children.get(name);
        if (child != null) {
            return Optional.of(child);
        }
        for (Names names : dynamic) {
            Optional<Node> found = names.lookUp(name);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    @Override
    public List<Entry> entries() {
        List<Entry> entries = new ArrayList<>();
        children.forEach((name, node) -> entries.add(new Entry(name, node)));
        dynamic.forEach(names -> entries.addAll(names.entries()));
        return ListingOrder.of(entries);
    }

    /**
     * {@return a directory below, made if it is not there yet}
     *
     * @param relative its path from here, without a slash at either end
     */
    public Folder folder(String relative) {
        int slash = relative.indexOf('/');
        String name = slash < 0 ? relative : relative.substring(0, slash);
        Node child = children.computeIfAbsent(name, _ -> new Folder(context, path + "/" + name));
        if (!(child instanceof Folder folder)) {
            throw new IllegalStateException(path + "/" + name + " is no directory");
        }
        return slash < 0 ? folder : folder.folder(relative.substring(slash + 1));
    }

    /**
     * {@return a directory below, if it is there}
     *
     * @param relative its path from here, without a slash at either end
     */
    public Optional<Folder> existing(String relative) {
        int slash = relative.indexOf('/');
        Node child = children.get(slash < 0 ? relative : relative.substring(0, slash));
        if (!(child instanceof Folder folder)) {
            return Optional.empty();
        }
        return slash < 0 ? Optional.of(folder) : folder.existing(relative.substring(slash + 1));
    }

    /**
     * Puts a node here.
     *
     * @param name its name
     * @param node the node
     */
    public void put(String name, Node node) {
        children.put(name, node);
    }

    /**
     * Puts names here that come and go.
     *
     * @param names the names
     */
    public void putNames(Names names) {
        dynamic.add(names);
    }

    /**
     * Puts a link here.
     *
     * @param name its name
     * @param target the path below /sys that it leads to
     */
    public void link(String name, String target) {
        put(name, new SymbolicLink(context.fixedInodes(1), Paths.relative(path, target)));
    }

    /**
     * Puts the node of a character device here.
     *
     * @param name its name
     * @param major its major number
     * @param minor its minor number
     */
    public void device(String name, int major, int minor) {
        put(name, new CharacterDevice(context.fixedInodes(1), major, minor));
    }

    /**
     * Puts an attribute of the machine here.
     *
     * @param attribute the attribute
     */
    public void attribute(Attribute<TreeContext> attribute) {
        attribute(attribute, AttributeFile.SYSFS_SIZE);
    }

    /**
     * Puts an attribute of the machine here.
     *
     * @param attribute the attribute
     * @param size what {@code stat} shows
     */
    public void attribute(Attribute<TreeContext> attribute, long size) {
        Thing<TreeContext> thing = new Thing<>(context, path, inode(), () -> true);
        put(attribute.name(), new AttributeFile<>(context, thing, context.fixedInodes(1), attribute, size));
    }

    /**
     * Puts nodes of things here that come and go.
     *
     * @param <T> the kind of thing
     * @param find the thing of a name, or null
     * @param all all things that there are now
     * @param toNode what is shown of a thing
     * @param toName the name of a thing
     */
    public <T> void things(
            Function<String, @Nullable T> find, Listing<T> all, Function<T, Node> toNode, Function<T, String> toName) {
        putNames(new Names() {
            @Override
            public Optional<Node> lookUp(String name) {
                return Optional.ofNullable(find.apply(name)).map(toNode);
            }

            @Override
            public List<Entry> entries() {
                List<Entry> entries = new ArrayList<>();
                for (T thing : all.now()) {
                    entries.add(new Entry(toName.apply(thing), toNode.apply(thing)));
                }
                return entries;
            }
        });
    }

    /** All things of a kind that there are now. */
    public interface Listing<T> {
        /** {@return them} */
        Iterable<T> now();
    }
}
