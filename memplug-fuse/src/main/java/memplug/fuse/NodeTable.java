package memplug.fuse;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import memplug.tree.Node;
import org.jspecify.annotations.Nullable;

/**
 * The nodes that the kernel knows, by the ids it knows them by, each with how many look-ups it has not forgotten.
 *
 * <p>A node's id is its inode number, except for the root, whose id is fixed, and for doubles. The kernel locks a file
 * while it is written to: whoever opened the same inode with O_TRUNC meanwhile would wait, deaf to signals. So where a
 * write takes long, the file's name comes to lead to a double, with another id and everything else the same.
 *
 * <p>Safe for use by several threads: every method takes the table's own lock, and calls nothing outside while it does.
 */
final class NodeTable {
    static final long ROOT_ID = 1;

    private static final long FIRST_DOUBLE = 1L << 62;

    /** What threads are called that the mount's process namespace does not show. */
    private static final int ELSEWHERE = 0;

    /** More threads than these do not walk a path again at once. */
    private static final int MOST_WALKING_AGAIN = 1000;

    private final long rootInode;
    private final Map<Long, Known> known = new HashMap<>();
    private final Map<Long, Long> doubles = new HashMap<>();
    private final Map<Long, Integer> busy = new HashMap<>();
    private final Set<Integer> walkingAgain = new HashSet<>();
    private long nextDouble = FIRST_DOUBLE;

    /**
     * A table that knows the root.
     *
     * @param root the root directory, which is never forgotten
     */
    NodeTable(Node root) {
        rootInode = root.inode();
        known.put(ROOT_ID, new Known(root, ROOT_ID, ""));
    }

    /** {@return the id that an inode number is known by, doubles aside} */
    long idOf(long inode) {
        if (inode == rootInode) {
            return ROOT_ID;
        }
        return inode == ROOT_ID ? rootInode : inode;
    }

    synchronized @Nullable Known get(long id) {
        return known.get(id);
    }

    /**
     * Counts a look-up.
     *
     * @param node what was found
     * @param parent the id of the directory it was found in
     * @param name its name there
     * @return the id that the kernel is to know it by
     */
    synchronized long remember(Node node, long parent, String name) {
        long id = idToHandOut(node.inode());
        var entry = known.get(id);
        if (entry == null) {
            entry = new Known(node, parent, name);
            known.put(id, entry);
        }
        entry.lookUps++;
        return id;
    }

    private long idToHandOut(long inode) {
        long id = doubles.getOrDefault(inode, idOf(inode));
        if (!busy.containsKey(id)) {
            return id;
        }
        long fresh = nextDouble++;
        doubles.put(inode, fresh);
        return fresh;
    }

    /**
     * Takes back look-ups, and forgets the node with the last one.
     *
     * @param id the node's id
     * @param lookUps how many
     */
    synchronized void forget(long id, long lookUps) {
        var entry = known.get(id);
        if (entry == null || id == ROOT_ID) {
            return;
        }
        entry.lookUps -= lookUps;
        if (entry.lookUps <= 0) {
            known.remove(id);
            doubles.remove(entry.node.inode(), id);
        }
    }

    /**
     * Hands an id out no more, until {@link #clearBusy} was called as often.
     *
     * @param id the node's id
     */
    synchronized void setBusy(long id) {
        busy.merge(id, 1, Integer::sum);
    }

    synchronized void clearBusy(long id) {
        busy.computeIfPresent(id, (_, count) -> count == 1 ? null : count - 1);
    }

    /**
     * Counts the open files of a node.
     *
     * @param id the node's id
     * @param more how many there are more, negative when files were closed
     */
    synchronized void countOpen(long id, int more) {
        var entry = known.get(id);
        if (entry != null) {
            entry.openFiles += more;
        }
    }

    synchronized boolean isOpen(long id) {
        var entry = known.get(id);
        return entry != null && entry.openFiles > 0;
    }

    /**
     * Tells whether a thread asks again of a node that is gone. The first time it is told to walk its path again, and
     * the kernel then drops every name that leads to the node; so when it comes again, it came by no name. A thread that
     * is walking its path again must not be told so once more, not even of another node: the kernel would give up.
     *
     * @param id the node's id
     * @param thread who asks
     * @return whether this has been called for the thread before
     */
    synchronized boolean comesAgain(long id, int thread) {
        var entry = known.get(id);
        if (entry == null || thread == ELSEWHERE) {
            return false;
        }
        boolean wasSentAway = !entry.sendAway(thread);
        boolean walksAgain = walkingAgain.contains(thread);
        if (!wasSentAway && !walksAgain) {
            noteWalkingAgain(thread);
        }
        return wasSentAway || walksAgain;
    }

    private void noteWalkingAgain(int thread) {
        if (walkingAgain.size() == MOST_WALKING_AGAIN) {
            // Threads that ended before they came again.
            walkingAgain.clear();
        }
        walkingAgain.add(thread);
    }

    /**
     * Notes that a thread's path has led it to something, so that it may be told to walk the next one again.
     *
     * @param thread the thread
     */
    synchronized void arrives(int thread) {
        walkingAgain.remove(thread);
    }

    synchronized int size() {
        return known.size();
    }

    /** A node that the kernel knows, and the name it was found by. A node has no other. */
    static final class Known {
        private final Node node;
        private final long parent;
        private final String name;
        private Set<Integer> sentAway = Set.of();
        private long lookUps;
        private int openFiles;

        Known(Node node, long parent, String name) {
            this.node = node;
            this.parent = parent;
            this.name = name;
        }

        /** Returns whether this is the first time for the thread. */
        private boolean sendAway(int thread) {
            if (sentAway.isEmpty()) {
                sentAway = new HashSet<>();
            }
            return sentAway.add(thread);
        }

        Node node() {
            return node;
        }

        long parent() {
            return parent;
        }

        String name() {
            return name;
        }
    }
}
