package memplug.tree.kernfs;

import java.util.List;
import java.util.Optional;
import memplug.tree.Directory;
import memplug.tree.Node;

/** The directory of a thing. */
public final class ThingDirectory<T> extends Directory {
    private final Thing<T> thing;
    private final Layout<T> layout;

    /**
     * A directory.
     *
     * @param thing whose
     * @param layout what it holds
     */
    public ThingDirectory(Thing<T> thing, Layout<T> layout) {
        super(thing.inode());
        this.thing = thing;
        this.layout = layout;
    }

    @Override
    public int permissions() {
        return layout.context().permissions(inode(), 0755);
    }

    @Override
    public boolean exists() {
        return thing.exists();
    }

    @Override
    public Optional<Node> lookUp(String name) {
        return thing.exists() ? layout.lookUp(thing, name) : Optional.empty();
    }

    @Override
    public List<Entry> entries() {
        return thing.exists() ? layout.entries(thing) : List.of();
    }
}
