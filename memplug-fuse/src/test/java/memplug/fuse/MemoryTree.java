package memplug.fuse;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import memplug.tree.Directory;
import memplug.tree.Errno;
import memplug.tree.ErrnoException;
import memplug.tree.FileTree;
import memplug.tree.Node;

/** A tree that tests fill as they like. Its own lock guards everything that changes. */
final class MemoryTree implements FileTree {
    private final List<Change> changes = new ArrayList<>();
    private final MemoryDirectory root = new MemoryDirectory(1000);
    private long lastInode = 1000;

    @Override
    public MemoryDirectory root() {
        return root;
    }

    @Override
    public synchronized long changes() {
        return changes.size();
    }

    @Override
    public synchronized List<Change> awaitChanges(long after) throws InterruptedException {
        while (changes.size() <= after) {
            wait();
        }
        return List.copyOf(changes.subList((int) after, changes.size()));
    }

    @Override
    public void changePermissions(Node node, int permissions) throws ErrnoException {
        if (!(node instanceof TextFile file)) {
            throw new ErrnoException(Errno.EPERM, "only files");
        }
        file.setPermissions(permissions);
    }

    synchronized long newInode() {
        return ++lastInode;
    }

    MemoryDirectory directory(String name) {
        return root.add(name, new MemoryDirectory(newInode()));
    }

    TextFile file(String name, String content) {
        return root.add(name, new TextFile(newInode(), content));
    }

    /** A directory whose names can be changed. */
    final class MemoryDirectory extends Directory {
        private final Map<String, Node> names = new LinkedHashMap<>();
        private boolean gone;

        MemoryDirectory(long inode) {
            super(inode);
        }

        <N extends Node> N add(String name, N node) {
            synchronized (MemoryTree.this) {
                names.put(name, node);
                changed(name);
                return node;
            }
        }

        void remove(String name) {
            synchronized (MemoryTree.this) {
                switch (names.remove(name)) {
                    case MemoryDirectory directory -> directory.gone = true;
                    case TextFile file -> file.remove();
                    case null, default -> {}
                }
                changed(name);
            }
        }

        private void changed(String name) {
            changes.add(new Change(inode(), name));
            MemoryTree.this.notifyAll();
        }

        @Override
        public Optional<Node> lookUp(String name) {
            synchronized (MemoryTree.this) {
                return Optional.ofNullable(names.get(name));
            }
        }

        @Override
        public List<Entry> entries() {
            synchronized (MemoryTree.this) {
                var entries = new ArrayList<Entry>(names.size());
                names.forEach((name, node) -> entries.add(new Entry(name, node)));
                return entries;
            }
        }

        @Override
        public boolean exists() {
            synchronized (MemoryTree.this) {
                return !gone;
            }
        }
    }
}
