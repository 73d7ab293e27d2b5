package memplug.tree;

/** A character device's node: it can be looked at, and not opened. */
public final class CharacterDevice extends Node {
    private final int major;
    private final int minor;

    /**
     * A device node.
     *
     * @param inode its number
     * @param major the device's major number
     * @param minor the device's minor number
     */
    public CharacterDevice(long inode, int major, int minor) {
        super(inode);
        this.major = major;
        this.minor = minor;
    }

    /** {@return the device's major number} */
    public int major() {
        return major;
    }

    /** {@return the device's minor number} */
    public int minor() {
        return minor;
    }

    @Override
    public int permissions() {
        return 0600;
    }

    @Override
    public long size() {
        return 0;
    }
}
