package memplug.fuse;

import java.nio.file.Path;

/** A program that mounts a tree, shows what another program sees of it, and ends. */
final class MountOnce {
    private MountOnce() {}

    public static void main(String[] arguments) throws Exception {
        var tree = new MemoryTree();
        tree.file("state", "mounted\n");
        var directory = Path.of(arguments[0]);
        try (var _ = FuseMount.mount(tree, directory, Options.defaults())) {
            IO.println(Shell.run(directory, "sh", "-c", "cat state; echo x > state; stat -c '%U %a' state"));
        }
    }
}
