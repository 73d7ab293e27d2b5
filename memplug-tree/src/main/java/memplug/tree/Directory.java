package memplug.tree;

import java.util.List;
import java.util.Optional;

/** A directory: names that lead to nodes. A look-up costs what is asked for, not what the directory holds. */
public abstract non-sealed class Directory extends Node {
    /** A name in a directory. */
    public record Entry(String name, Node node) {}

    /**
     * A directory.
     *
     * @param inode its number
     */
    protected Directory(long inode) {
        super(inode);
    }

    /**
     * {@return what a name leads to, or nothing}
     *
     * @param name a name without a slash, neither {@code .} nor {@code ..}
     */
    public abstract Optional<Node> lookUp(String name);

    /** {@return all names but {@code .} and {@code ..}, in the order the kernel lists them} */
    public abstract List<Entry> entries();

    @Override
    public int permissions() {
        return 0755;
    }

    @Override
    public long size() {
        return 0;
    }
}
