package memplug.tree.nio;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.spi.FileSystemProvider;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import memplug.tree.Directory;
import memplug.tree.Errno;
import memplug.tree.ErrnoException;
import memplug.tree.Node;
import memplug.tree.SymbolicLink;
import org.jspecify.annotations.Nullable;

/** What {@link java.nio.file.Files} calls, for one file system: here error numbers turn into exceptions of java.nio. */
final class MachineProvider extends FileSystemProvider {
    static final String SCHEME = "memplug";

    private final MachineFileSystem fileSystem;
    private final Caller caller;
    private final OpenHandles handles;
    private final PathLookup lookup;
    private final SystemCalls calls;
    private final FixedNames names;

    MachineProvider(
            MachineFileSystem fileSystem, Caller caller, OpenHandles handles, PathLookup lookup, SystemCalls calls) {
        this.fileSystem = fileSystem;
        this.caller = caller;
        this.handles = handles;
        this.lookup = lookup;
        this.calls = calls;
        this.names = new FixedNames(caller, lookup);
    }

    @Override
    public String getScheme() {
        return SCHEME;
    }

    @Override
    public MachineFileSystem newFileSystem(URI uri, Map<String, ?> environment) {
        throw new UnsupportedOperationException("made by MachineFileSystem.of, and by nothing else");
    }

    @Override
    public MachineFileSystem getFileSystem(URI uri) {
        if (!SCHEME.equals(uri.getScheme())) {
            throw new IllegalArgumentException("not of " + SCHEME + ": " + uri);
        }
        return fileSystem;
    }

    @Override
    public Path getPath(URI uri) {
        return getFileSystem(uri).getPath(uri.getPath());
    }

    @Override
    public SeekableByteChannel newByteChannel(
            Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes) throws IOException {
        OpenMode mode = OpenMode.of(options);
        MachinePath file = own(path);
        SystemCalls.Opened opened = answer(file, () -> calls.open(file, mode));
        return handles.opened(new OpenFileChannel(file, opened, mode.access(), caller.task(), handles));
    }

    @Override
    public DirectoryStream<Path> newDirectoryStream(Path path, DirectoryStream.Filter<? super Path> filter)
            throws IOException {
        MachinePath file = own(path);
        Directory directory = answer(file, () -> calls.openDirectory(file));
        return handles.opened(new DirectoryNames(file, directory, filter, handles));
    }

    @Override
    public void createDirectory(Path path, FileAttribute<?>... attributes) throws FileSystemException {
        run(own(path), () -> names.make(own(path)));
    }

    @Override
    public void createSymbolicLink(Path link, Path target, FileAttribute<?>... attributes) throws FileSystemException {
        run(own(link), () -> names.make(own(link)));
    }

    @Override
    public void createLink(Path link, Path existing) throws FileSystemException {
        MachinePath source = own(existing);
        answer(source, () -> lookup.require(source, LastLink.KEPT));
        run(own(link), () -> names.make(own(link)));
    }

    @Override
    public void delete(Path path) throws FileSystemException {
        run(own(path), () -> names.remove(own(path)));
    }

    @Override
    public Path readSymbolicLink(Path link) throws FileSystemException {
        MachinePath file = own(link);
        Node node = answer(file, () -> lookup.require(file, LastLink.KEPT)).node();
        if (!(node instanceof SymbolicLink symbolicLink)) {
            throw FileErrors.notLink(file);
        }
        return fileSystem.getPath(symbolicLink.target());
    }

    @Override
    public void copy(Path source, Path target, CopyOption... options) throws FileSystemException {
        MachinePath from = own(source);
        MachinePath to = own(target);
        Place place = answer(from, () -> lookup.require(from, LastLink.of((Object[]) options)));
        if (!isDone(from, to, options)) {
            run(to, () -> names.makeCopy(place, to));
        }
    }

    @Override
    public void move(Path source, Path target, CopyOption... options) throws FileSystemException {
        MachinePath from = own(source);
        MachinePath to = own(target);
        answer(from, () -> lookup.require(from, LastLink.KEPT));
        if (!isDone(from, to, options)) {
            answer(from, to, () -> {
                names.rename(from);
                return from;
            });
        }
    }

    /** {@return whether there is nothing to do, as both are the same} All else at the target must be replaceable. */
    private boolean isDone(MachinePath source, MachinePath target, CopyOption... options) throws FileSystemException {
        if (answer(target, () -> lookup.find(target, LastLink.KEPT)).isEmpty()) {
            return false;
        }
        boolean same = nodeAt(source, LastLink.KEPT).equals(nodeAt(target, LastLink.KEPT));
        if (!same && !Arrays.asList(options).contains(StandardCopyOption.REPLACE_EXISTING)) {
            run(target, () -> names.requireMissing(target));
        }
        return same;
    }

    @Override
    public boolean isSameFile(Path path, Path other) throws FileSystemException {
        if (path.equals(other)) {
            return true;
        }
        if (!(other instanceof MachinePath second) || second.getFileSystem() != fileSystem) {
            return false;
        }
        return nodeAt(own(path), LastLink.FOLLOWED).equals(nodeAt(second, LastLink.FOLLOWED));
    }

    @Override
    public boolean isHidden(Path path) {
        Path name = own(path).getFileName();
        return name != null && name.toString().startsWith(".");
    }

    @Override
    public FileStore getFileStore(Path path) throws FileSystemException {
        nodeAt(own(path), LastLink.FOLLOWED);
        return new MachineFileStore();
    }

    @Override
    public void checkAccess(Path path, AccessMode... modes) throws FileSystemException {
        run(own(path), () -> calls.checkAccess(own(path), modes));
    }

    @Override
    public <V extends FileAttributeView> @Nullable V getFileAttributeView(
            Path path, Class<V> type, LinkOption... options) {
        String name = NodeAttributeView.NAMES.get(type);
        return name == null ? null : type.cast(new NodeAttributeView(name, this, own(path), options));
    }

    @Override
    public <A extends BasicFileAttributes> A readAttributes(Path path, Class<A> type, LinkOption... options)
            throws FileSystemException {
        if (!type.isAssignableFrom(NodeAttributes.class)) {
            throw new UnsupportedOperationException("no attributes " + type);
        }
        return type.cast(attributes(path, options));
    }

    @Override
    public Map<String, Object> readAttributes(Path path, String wanted, LinkOption... options)
            throws FileSystemException {
        return NamedAttributes.read(wanted, attributes(path, options));
    }

    /** Changes permissions; all else is refused. */
    @Override
    public void setAttribute(Path path, String attribute, Object value, LinkOption... options)
            throws FileSystemException {
        switch (attribute) {
            case "posix:permissions", "unix:permissions" ->
                changePermissions(own(path), PermissionBits.of((Set<?>) value), options);
            case "unix:mode" -> changePermissions(own(path), (int) value & 07777, options);
            default -> throw refusedAttribute(own(path), attribute);
        }
    }

    FileSystemException refusedAttribute(MachinePath path, String attribute) {
        return FileErrors.of(new ErrnoException(Errno.EPERM, attribute + " cannot be changed"), path, null);
    }

    MachinePath realPath(MachinePath path, LastLink last) throws FileSystemException {
        return path.absolute(answer(
                path,
                () -> last == LastLink.KEPT
                        ? lookup.withoutDots(path)
                        : lookup.require(path, last).names()));
    }

    private void changePermissions(MachinePath path, int permissions, LinkOption... options)
            throws FileSystemException {
        run(path, () -> calls.changePermissions(path, permissions, LastLink.of((Object[]) options)));
    }

    private NodeAttributes attributes(Path path, LinkOption... options) throws FileSystemException {
        return NodeAttributes.of(nodeAt(own(path), LastLink.of((Object[]) options)));
    }

    private Node nodeAt(MachinePath path, LastLink last) throws FileSystemException {
        return answer(path, () -> lookup.require(path, last)).node();
    }

    private MachinePath own(Path path) {
        if (path instanceof MachinePath own && own.getFileSystem() == fileSystem) {
            return own;
        }
        throw new ProviderMismatchException("a path of another file system: " + path);
    }

    /** A call that may end with an error number. */
    private interface Call<R> {
        R make() throws ErrnoException;
    }

    /** A call without a result. */
    private interface Action {
        void run() throws ErrnoException;
    }

    private void run(MachinePath file, Action action) throws FileSystemException {
        answer(file, () -> {
            action.run();
            return file;
        });
    }

    private <R> R answer(MachinePath file, Call<R> call) throws FileSystemException {
        return answer(file, null, call);
    }

    private <R> R answer(MachinePath file, @Nullable MachinePath other, Call<R> call) throws FileSystemException {
        handles.requireOpen();
        try {
            return call.make();
        } catch (ErrnoException e) {
            throw FileErrors.of(e, file, other);
        }
    }
}
