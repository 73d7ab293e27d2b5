package memplug.tree;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import memplug.machine.kernel.Task;

/** Walks a tree by path, as system calls do: links are followed, permissions are root's. */
final class Shell {
    private static final int MOST_LINKS = 40;

    private final FileTree tree;

    Shell(FileTree tree) {
        this.tree = tree;
    }

    /** What a path leads to; its last link is followed only if asked. */
    Node find(String path, boolean follow) throws ErrnoException {
        Deque<Directory> parents = new ArrayDeque<>(List.of(tree.root()));
        Deque<String> names = new ArrayDeque<>(List.of(path.split("/")));
        int links = 0;
        while (true) {
            String name = names.isEmpty() ? "" : names.pop();
            if (name.equals("..")) {
                if (parents.size() > 1) {
                    parents.pop();
                }
            } else if (!name.isEmpty() && !name.equals(".")) {
                Node node = parents.element().lookUp(name).orElseThrow(() -> new ErrnoException(Errno.ENOENT, path));
                boolean last = names.stream().allMatch(String::isEmpty);
                if (node instanceof SymbolicLink link && (follow || !last)) {
                    if (++links > MOST_LINKS) {
                        throw new ErrnoException(Errno.ELOOP, path);
                    }
                    List<String> target = List.of(link.target().split("/"));
                    target.reversed().forEach(names::push);
                } else if (last) {
                    return node;
                } else if (node instanceof Directory directory) {
                    parents.push(directory);
                } else {
                    throw new ErrnoException(Errno.ENOTDIR, path);
                }
            }
            if (names.isEmpty()) {
                return parents.element();
            }
        }
    }

    String read(String path) throws ErrnoException {
        OpenFile file = open(path, Access.READ);
        StringBuilder text = new StringBuilder();
        byte[] bytes = file.read(0, 65536, Task.PLAIN);
        while (bytes.length > 0) {
            text.append(new String(bytes, ISO_8859_1));
            bytes = file.read(text.length(), 65536, Task.PLAIN);
        }
        return text.toString();
    }

    int write(String path, String value) throws ErrnoException {
        byte[] bytes = value.getBytes(ISO_8859_1);
        return open(path, Access.WRITE).write(0, bytes, Task.PLAIN);
    }

    OpenFile open(String path, Access access) throws ErrnoException {
        Node node = find(path, true);
        if (node instanceof RegularFile file) {
            return file.open(access);
        }
        throw new ErrnoException(node instanceof Directory ? Errno.EISDIR : Errno.EACCES, path);
    }

    List<String> list(String path) throws ErrnoException {
        return Optional.of(find(path, true))
                .filter(Directory.class::isInstance)
                .map(Directory.class::cast)
                .orElseThrow(() -> new ErrnoException(Errno.ENOTDIR, path))
                .entries()
                .stream()
                .map(Directory.Entry::name)
                .toList();
    }
}
