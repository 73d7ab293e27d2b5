package memplug.tree.nio;

import java.util.List;
import memplug.tree.Errno;
import memplug.tree.ErrnoException;
import memplug.tree.FileTree;
import memplug.tree.Node;

/** A few files in memory, laid out like a machine's, which note what is written to them. */
final class SampleTree implements FileTree {
    static final String MEMORY = "/sys/devices/system/memory";
    static final String STATE = MEMORY + "/memory0/state";

    private final SampleDirectory root = new SampleDirectory(0755);

    static SampleTree create() {
        SampleTree tree = new SampleTree();
        SampleDirectory system = tree.root.directory("sys/devices/system");
        system.directory("memory/memory0")
                .file("state", 0644, "online\n")
                .file("removable", 0444, "1\n")
                .link("node0", "../../node/node0");
        system.directory("memory").file("probe", 0200, "").link("absolute", "/sys/bus");
        system.directory("node/node0").file("meminfo", 0444, "MemTotal\n").link("memory0", "../../memory/memory0");
        tree.root
                .directory("sys/bus/memory/devices")
                .link("memory0", "../../../devices/system/memory/memory0")
                .link("dangling", "../nowhere");
        tree.root.directory("sys").link("loop", "loop").put("secret", new SampleDirectory(0700).file("key", 0444, ""));
        tree.root.directory("proc").put("meminfo", new SampleFile(0444, "MemTotal:\n", 0));
        tree.root.directory("dev").device("dax0.0", 250, 3);
        return tree;
    }

    @Override
    public SampleDirectory root() {
        return root;
    }

    SampleFile state() {
        return (SampleFile) root.directory("sys/devices/system/memory/memory0")
                .lookUp("state")
                .orElseThrow();
    }

    @Override
    public long changes() {
        return 0;
    }

    @Override
    public List<Change> awaitChanges(long after) {
        return List.of();
    }

    @Override
    public void changePermissions(Node node, int permissions) throws ErrnoException {
        if (!(node instanceof SampleFile file)) {
            throw new ErrnoException(Errno.EPERM, "only files of the sample have permissions that change");
        }
        file.changePermissions(permissions);
    }
}
