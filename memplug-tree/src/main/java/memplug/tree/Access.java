package memplug.tree;

/** What a file is opened for. */
public enum Access {
    READ,
    WRITE,
    READ_WRITE;

    /** {@return whether reading is part of it} */
    public boolean reads() {
        return this != WRITE;
    }

    /** {@return whether writing is part of it} */
    public boolean writes() {
        return this != READ;
    }
}
