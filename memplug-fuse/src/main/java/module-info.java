/** The machine's files, mounted: the FUSE protocol, spoken to /dev/fuse. */
@SuppressWarnings("module") // memplug.cli is compiled after this module
module memplug.fuse {
    requires transitive memplug.tree;
    requires static transitive org.jspecify;

    exports memplug.fuse;
    exports memplug.fuse.sys to
            memplug.cli;
}
