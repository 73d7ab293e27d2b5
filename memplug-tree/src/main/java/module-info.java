/** The machine as files: what its /sys, /proc and debugfs show, and what writing to them does. */
module memplug.tree {
    requires transitive memplug.machine;
    requires static transitive org.jspecify;

    exports memplug.tree;
    exports memplug.tree.nio;
}
