package memplug.tree.kernfs;

import java.util.function.BooleanSupplier;

/**
 * Something that has a directory.
 *
 * @param <T> its kind
 * @param object the thing itself
 * @param path its directory below /sys
 * @param inode the directory's inode; the ones that follow are for what is in it
 * @param alive tells whether it still exists
 */
public record Thing<T>(T object, String path, long inode, BooleanSupplier alive) {
    /** Every thing of the machine has this many inodes for itself. */
    private static final int INODE_BITS = 16;

    /**
     * {@return a thing of the machine}
     *
     * @param <T> its kind
     * @param object the thing itself
     * @param path its directory below /sys
     * @param serial a number that no other thing has
     * @param alive tells whether it still exists
     */
    public static <T> Thing<T> of(T object, String path, long serial, BooleanSupplier alive) {
        return new Thing<>(object, path, inodeOf(serial), alive);
    }

    /**
     * {@return the inode of a thing's directory}
     *
     * @param serial the thing's number
     */
    public static long inodeOf(long serial) {
        return serial << INODE_BITS;
    }

    /**
     * {@return a part of this thing, in a directory of its own}
     *
     * @param <P> its kind
     * @param part the part itself
     * @param name the name of its directory
     * @param slot which of this thing's inodes its own begin at
     */
    public <P> Thing<P> part(P part, String name, int slot) {
        return new Thing<>(part, path + "/" + name, inode + slot, alive);
    }

    /** {@return whether it still exists} */
    public boolean exists() {
        return alive.getAsBoolean();
    }
}
