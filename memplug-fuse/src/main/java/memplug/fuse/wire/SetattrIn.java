package memplug.fuse.wire;

import memplug.tree.ErrnoException;

/**
 * Attributes to be changed.
 *
 * @param valid which of them
 * @param mode the new type and permissions
 */
public record SetattrIn(int valid, int mode) {
    private static final int MODE = 1;
    private static final int USER = 2;
    private static final int GROUP = 4;

    /**
     * {@return what a request says}
     *
     * @param request the request
     * @throws ErrnoException EINVAL if it is too short
     */
    public static SetattrIn of(Request request) throws ErrnoException {
        return new SetattrIn(request.intAt(0), request.intAt(68));
    }

    /** {@return whether permissions are to be changed} */
    public boolean changesMode() {
        return (valid & MODE) != 0;
    }

    /** {@return whether something is to be changed that only the owner may} */
    public boolean needsOwner() {
        return (valid & (MODE | USER | GROUP)) != 0;
    }
}
