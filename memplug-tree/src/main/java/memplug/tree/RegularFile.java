package memplug.tree;

/** A file that can be opened. */
public abstract non-sealed class RegularFile extends Node {
    /**
     * A file.
     *
     * @param inode its number
     */
    protected RegularFile(long inode) {
        super(inode);
    }

    /**
     * Opens the file. Permission bits are the caller's duty ({@link Permissions}); what this checks is whether the
     * file can be read or written at all, which not even root gets around.
     *
     * @param access what it is opened for
     * @return the open file
     * @throws ErrnoException EACCES if the file is never readable or writable, ENODEV if it is gone
     */
    public abstract OpenFile open(Access access) throws ErrnoException;
}
