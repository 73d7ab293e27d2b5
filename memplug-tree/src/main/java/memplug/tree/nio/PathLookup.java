package memplug.tree.nio;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import memplug.tree.Directory;
import memplug.tree.Errno;
import memplug.tree.ErrnoException;
import memplug.tree.FileTree;
import memplug.tree.Node;
import memplug.tree.Permissions;
import memplug.tree.SymbolicLink;

/**
 * Finds what a path leads to, name by name, as fs/namei.c: link_path_walk(). A {@code ..} leads to the directory that
 * the walk came from, which after a link is not the one that the path names before it. Relative paths begin at the
 * root.
 */
final class PathLookup {
    /** As include/linux/namei.h: MAXSYMLINKS. */
    private static final int MAX_LINKS = 40;

    private final FileTree tree;
    private final Caller caller;

    PathLookup(FileTree tree, Caller caller) {
        this.tree = tree;
        this.caller = caller;
    }

    /**
     * {@return where a path leads}
     *
     * @param path the path
     * @param last what to do with a link at its end
     * @throws ErrnoException ENOENT if there is nothing, and as {@link #find}
     */
    Place require(MachinePath path, LastLink last) throws ErrnoException {
        Walk walk = new Walk(path, last);
        return walk.go().orElseThrow(walk::missing);
    }

    /**
     * {@return where a path leads, or nothing if only its last name is missing}
     *
     * @param path the path
     * @param last what to do with a link at its end
     * @throws ErrnoException ENOENT if something before is missing, ENOTDIR if it is no directory, EACCES if the caller
     *     may not search it, ELOOP if there are too many links
     */
    Optional<Place> find(MachinePath path, LastLink last) throws ErrnoException {
        return new Walk(path, last).go();
    }

    /**
     * {@return the names of a path without {@code .}, and without {@code ..} where no link stands before it}
     *
     * @param path the path
     * @throws ErrnoException as {@link #require}, of the path with its last link kept
     */
    List<String> withoutDots(MachinePath path) throws ErrnoException {
        require(path, LastLink.KEPT);
        MachinePath kept = path.root();
        for (String name : path.elements()) {
            if (!name.equals("..")) {
                kept = name.equals(".") ? kept : kept.child(name);
            } else if (kept.endsWith("..") || require(kept, LastLink.KEPT).node() instanceof SymbolicLink) {
                kept = kept.child(name);
            } else {
                kept = kept.parentOrRoot();
            }
        }
        return new ArrayList<>(kept.elements());
    }

    /** One path on its way. */
    private final class Walk {
        private final Place root = Place.root(tree.root());
        private final LastLink last;
        private final Deque<String> ahead;
        private Place at = root;
        private String name = "";
        private int links;

        Walk(MachinePath path, LastLink last) {
            this.last = last;
            this.ahead = new ArrayDeque<>(path.elements());
        }

        Optional<Place> go() throws ErrnoException {
            while (!ahead.isEmpty()) {
                name = ahead.removeFirst();
                Directory directory = searchedDirectory();
                if (name.equals("..")) {
                    at = at.up();
                } else if (!name.equals(".")) {
                    Optional<Node> found = directory.lookUp(name);
                    if (found.isEmpty() && ahead.isEmpty()) {
                        return Optional.empty();
                    }
                    step(found.orElseThrow(this::missing));
                }
            }
            return Optional.of(at);
        }

        private Directory searchedDirectory() throws ErrnoException {
            if (!(at.node() instanceof Directory directory)) {
                throw new ErrnoException(Errno.ENOTDIR, at + " is no directory");
            }
            if (!caller.may(Permissions.EXECUTE, directory)) {
                throw new ErrnoException(Errno.EACCES, at + " may not be searched");
            }
            return directory;
        }

        private void step(Node node) throws ErrnoException {
            if (node instanceof SymbolicLink link && (last == LastLink.FOLLOWED || !ahead.isEmpty())) {
                follow(link.target());
            } else {
                at = at.child(name, node);
            }
        }

        private void follow(String target) throws ErrnoException {
            links++;
            if (links > MAX_LINKS) {
                throw new ErrnoException(Errno.ELOOP, "more than " + MAX_LINKS + " links, the last being " + link());
            }
            if (target.startsWith("/")) {
                at = root;
            }
            MachinePath.split(target).reversed().forEach(ahead::addFirst);
        }

        private ErrnoException missing() {
            return new ErrnoException(Errno.ENOENT, "there is no " + link());
        }

        private String link() {
            return at.child(name, at.node()).toString();
        }
    }
}
