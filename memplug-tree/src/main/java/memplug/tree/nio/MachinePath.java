package memplug.tree.nio;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A path as Unix writes it. All that it means is in its names; only {@link #toRealPath} looks at files. */
final class MachinePath implements Path {
    private static final String SEPARATOR = "/";

    private final MachineFileSystem fileSystem;
    private final boolean absolute;

    /** Without a name it is the root. The empty path is a relative one with one empty name, as java.nio has it. */
    private final List<String> names;

    private MachinePath(MachineFileSystem fileSystem, boolean absolute, List<String> names) {
        this.fileSystem = fileSystem;
        this.absolute = absolute;
        this.names = absolute || !names.isEmpty() ? List.copyOf(names) : List.of("");
    }

    static MachinePath parse(MachineFileSystem fileSystem, String text) {
        int nul = text.indexOf('\0');
        if (nul >= 0) {
            throw new InvalidPathException(text, "a path holds no NUL", nul);
        }
        return new MachinePath(fileSystem, text.startsWith(SEPARATOR), split(text));
    }

    /** {@return the names in a path or in what a link contains} */
    static List<String> split(String path) {
        return Arrays.stream(path.split(SEPARATOR))
                .filter(name -> !name.isEmpty())
                .toList();
    }

    /** {@return the names to walk, of which the empty path has none} */
    List<String> elements() {
        return isEmpty() ? List.of() : names;
    }

    MachinePath root() {
        return absolute(List.of());
    }

    MachinePath absolute(List<String> someNames) {
        return new MachinePath(fileSystem, true, someNames);
    }

    MachinePath child(String name) {
        List<String> all = new ArrayList<>(elements());
        all.add(name);
        return new MachinePath(fileSystem, absolute, all);
    }

    /** {@return the directory that the last name is in, which for a name alone is where relative paths begin} */
    MachinePath parentOrRoot() {
        MachinePath parent = getParent();
        return parent == null ? root() : parent;
    }

    @Override
    public MachineFileSystem getFileSystem() {
        return fileSystem;
    }

    @Override
    public boolean isAbsolute() {
        return absolute;
    }

    @Override
    public @Nullable MachinePath getRoot() {
        return absolute ? root() : null;
    }

    @Override
    public @Nullable MachinePath getFileName() {
        return names.isEmpty() ? null : relative(List.of(names.getLast()));
    }

    @Override
    public @Nullable MachinePath getParent() {
        if (names.size() > 1) {
            return new MachinePath(fileSystem, absolute, names.subList(0, names.size() - 1));
        }
        return names.isEmpty() ? null : getRoot();
    }

    @Override
    public int getNameCount() {
        return names.size();
    }

    @Override
    public MachinePath getName(int index) {
        return subpath(index, index + 1);
    }

    @Override
    public MachinePath subpath(int beginIndex, int endIndex) {
        if (beginIndex < 0 || endIndex > names.size() || beginIndex >= endIndex) {
            throw new IllegalArgumentException(
                    "no names " + beginIndex + " to " + endIndex + " in a path of " + names.size());
        }
        return relative(names.subList(beginIndex, endIndex));
    }

    @Override
    public boolean startsWith(Path other) {
        return other instanceof MachinePath start
                && start.fileSystem == fileSystem
                && start.absolute == absolute
                && start.names.size() <= names.size()
                && start.names.equals(names.subList(0, start.names.size()));
    }

    @Override
    public boolean endsWith(Path other) {
        if (!(other instanceof MachinePath end) || end.fileSystem != fileSystem || end.names.size() > names.size()) {
            return false;
        }
        int start = names.size() - end.names.size();
        return (end.absolute ? absolute && start == 0 : !end.names.isEmpty())
                && end.names.equals(names.subList(start, names.size()));
    }

    @Override
    public MachinePath normalize() {
        List<String> kept = new ArrayList<>();
        for (String name : elements()) {
            if (!name.equals("..")) {
                if (!name.equals(".")) {
                    kept.add(name);
                }
            } else if (!kept.isEmpty() && !kept.getLast().equals("..")) {
                kept.removeLast();
            } else if (!absolute) {
                kept.add(name);
            }
        }
        return new MachinePath(fileSystem, absolute, kept);
    }

    @Override
    public MachinePath resolve(Path other) {
        MachinePath more = own(other);
        if (more.absolute) {
            return more;
        }
        List<String> all = new ArrayList<>(elements());
        all.addAll(more.elements());
        return new MachinePath(fileSystem, absolute, all);
    }

    @Override
    public MachinePath relativize(Path other) {
        MachinePath target = own(other);
        if (target.absolute != absolute) {
            throw new IllegalArgumentException("one path is absolute and the other is not: " + this + ", " + other);
        }
        if (isEmpty()) {
            return target;
        }
        List<String> from = normalize().elements();
        List<String> to = target.normalize().elements();
        int common = 0;
        while (common < Math.min(from.size(), to.size()) && from.get(common).equals(to.get(common))) {
            common++;
        }
        List<String> up = from.subList(common, from.size());
        if (up.contains("..")) {
            throw new IllegalArgumentException("no way back from " + this + " to " + other);
        }
        List<String> way = new ArrayList<>(Collections.nCopies(up.size(), ".."));
        way.addAll(to.subList(common, to.size()));
        return relative(way);
    }

    @Override
    public URI toUri() {
        try {
            return new URI(MachineProvider.SCHEME, null, toAbsolutePath().toString(), null);
        } catch (URISyntaxException e) {
            throw new AssertionError("an absolute path is always the path of a URI", e);
        }
    }

    @Override
    public MachinePath toAbsolutePath() {
        return absolute ? this : absolute(elements());
    }

    @Override
    public MachinePath toRealPath(LinkOption... options) throws IOException {
        return fileSystem.realPath(this, LastLink.of((Object[]) options));
    }

    /** @throws UnsupportedOperationException always */
    @Override
    public WatchKey register(
            WatchService watcher, WatchEvent.Kind<?>[] events, WatchEvent.@Nullable Modifier... modifiers) {
        throw new UnsupportedOperationException("a machine's files are not watched");
    }

    @Override
    public int compareTo(Path other) {
        return toString().compareTo(((MachinePath) other).toString());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof MachinePath path
                && path.fileSystem == fileSystem
                && path.absolute == absolute
                && path.names.equals(names);
    }

    @Override
    public int hashCode() {
        return 31 * names.hashCode() + Boolean.hashCode(absolute);
    }

    @Override
    public String toString() {
        return (absolute ? SEPARATOR : "") + String.join(SEPARATOR, names);
    }

    private boolean isEmpty() {
        return !absolute && names.getFirst().isEmpty();
    }

    private MachinePath relative(List<String> someNames) {
        return new MachinePath(fileSystem, false, someNames);
    }

    private MachinePath own(Path other) {
        if (other instanceof MachinePath path && path.fileSystem == fileSystem) {
            return path;
        }
        throw new ProviderMismatchException("a path of another file system: " + other);
    }
}
