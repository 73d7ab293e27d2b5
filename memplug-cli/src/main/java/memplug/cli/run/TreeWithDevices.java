package memplug.cli.run;

import java.util.List;
import memplug.tree.Directory;
import memplug.tree.ErrnoException;
import memplug.tree.FileTree;
import memplug.tree.Node;

/**
 * A machine's tree whose devices are in /dev before anyone is told of them: whoever made a device by writing to a file
 * finds its node when the write returns, as with the kernel's devtmpfs.
 *
 * @param tree the machine's tree
 * @param devices its devices
 */
record TreeWithDevices(FileTree tree, MachineDevices devices) implements FileTree {
    @Override
    public Directory root() {
        return tree.root();
    }

    @Override
    public long changes() {
        return tree.changes();
    }

    @Override
    public List<Change> awaitChanges(long after) throws InterruptedException {
        List<Change> changes = tree.awaitChanges(after);
        for (Change change : changes) {
            if (change.directory() == devices.inode()) {
                devices.refresh();
                break;
            }
        }
        return changes;
    }

    @Override
    public void changePermissions(Node node, int permissions) throws ErrnoException {
        tree.changePermissions(node, permissions);
    }
}
