/** The program: picocli commands, nothing else. */
module memplug.cli {
    requires info.picocli;
    requires jdk.unsupported;
    requires memplug.fuse;
    requires memplug.machine;
    requires memplug.tree;
    requires static transitive org.jspecify;
}
