package memplug.tree;

import java.util.List;
import memplug.machine.Machine;
import memplug.machine.kernel.Journal;
import memplug.machine.kernel.Uevent;
import memplug.tree.kernfs.Folder;
import memplug.tree.kernfs.TreeContext;
import memplug.tree.procfs.ProcTree;
import memplug.tree.sysfs.SysTree;

/**
 * A machine as files: {@code sys}, {@code proc} and {@code dev} below one root. Safe for use by several threads; it keeps
 * nothing of the machine but permission bits that were changed.
 */
public final class MachineTree implements FileTree {
    private static final long AWAIT_MILLISECONDS = 1000;
    private static final int KEPT_CHANGES = 1 << 20;

    private final Machine machine;
    private final TreeContext context;
    private final Folder root;
    private final NameChanges names;
    private final Journal<Change> changes = new Journal<>(KEPT_CHANGES);
    private long translated;
    private volatile boolean closed;

    private MachineTree(Machine machine) {
        this.machine = machine;
        this.context = new TreeContext(machine);
        this.root = new Folder(context, "");
        Folder sys = SysTree.of(context);
        root.put("sys", sys);
        root.put("proc", ProcTree.of(context));
        root.put("dev", DevTree.of(context));
        this.names = new NameChanges(machine, sys, root.folder("dev"));
        this.translated = machine.kernel().uevents().count();
    }

    /**
     * {@return the files of a machine}
     *
     * @param machine the machine
     */
    public static MachineTree of(Machine machine) {
        return new MachineTree(machine);
    }

    /** {@return the machine} */
    public Machine machine() {
        return machine;
    }

    @Override
    public Directory root() {
        return root;
    }

    /** Names are counted from uevents, and the few that come and go without one from what they show. */
    @Override
    public synchronized long changes() {
        Journal<Uevent> uevents = machine.kernel().uevents();
        for (Uevent uevent : uevents.since(translated)) {
            names.of(uevent).forEach(changes::add);
            translated = uevent.sequence();
        }
        names.untold().forEach(changes::add);
        return changes.count();
    }

    @Override
    public List<Change> awaitChanges(long after) throws InterruptedException {
        while (changes() <= after && !closed) {
            long seen;
            synchronized (this) {
                seen = translated;
            }
            machine.kernel().uevents().await(seen, AWAIT_MILLISECONDS);
        }
        return closed ? List.of() : changes.since(after);
    }

    @Override
    public void changePermissions(Node node, int permissions) {
        context.changePermissions(node.inode(), permissions);
    }

    /** Ends all waits for changes, within a second. */
    public void close() {
        closed = true;
    }
}
