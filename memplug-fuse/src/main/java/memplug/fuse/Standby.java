package memplug.fuse;

/** Sees to it that requests are read while one holds up its thread. */
interface Standby {
    /** The calling thread may be held up until its request is answered; another one is to read on. */
    void stepAside();
}
