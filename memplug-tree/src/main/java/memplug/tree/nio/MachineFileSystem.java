package memplug.tree.nio;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.WatchService;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import memplug.tree.FileTree;

/**
 * A tree of files for programs in Java: {@code Files.writeString(fs.getPath("/sys/bus/dax/devices/dax0.0/state"),
 * "unplugged")} is what {@code echo -n unplugged > …} is for a shell. The package's comment says what each operation
 * does and how it fails. Safe for use by several threads, as the tree is.
 */
public final class MachineFileSystem extends FileSystem {
    private static final String SEPARATOR = "/";

    private final OpenHandles handles = new OpenHandles();
    private final MachineProvider provider;

    private MachineFileSystem(FileTree tree, Caller caller) {
        PathLookup lookup = new PathLookup(tree, caller);
        this.provider = new MachineProvider(this, caller, handles, lookup, new SystemCalls(tree, caller, lookup));
    }

    /**
     * {@return the files of a tree, used by root}
     *
     * @param tree the tree; its root is {@code /}
     */
    public static MachineFileSystem of(FileTree tree) {
        return of(tree, Caller.ROOT);
    }

    /**
     * {@return the files of a tree, used by somebody}
     *
     * @param tree the tree; its root is {@code /}
     * @param caller by whom
     */
    public static MachineFileSystem of(FileTree tree, Caller caller) {
        return new MachineFileSystem(tree, caller);
    }

    /** {@return this file system's own provider} {@link Path#of(java.net.URI)} does not find it. */
    @Override
    public FileSystemProvider provider() {
        return provider;
    }

    /** Closes what is open. The tree stays as it is. */
    @Override
    public void close() throws IOException {
        handles.close();
    }

    @Override
    public boolean isOpen() {
        return !handles.isClosed();
    }

    @Override
    public boolean isReadOnly() {
        return false;
    }

    @Override
    public String getSeparator() {
        return SEPARATOR;
    }

    @Override
    public List<Path> getRootDirectories() {
        return List.of(getPath(SEPARATOR));
    }

    @Override
    public List<FileStore> getFileStores() {
        return List.of(new MachineFileStore());
    }

    @Override
    public Set<String> supportedFileAttributeViews() {
        return NamedAttributes.views();
    }

    /** {@return a path; a relative one begins at the root} */
    @Override
    public Path getPath(String first, String... more) {
        String text = Stream.concat(Stream.of(first), Arrays.stream(more))
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining(SEPARATOR));
        return MachinePath.parse(this, text);
    }

    @Override
    public PathMatcher getPathMatcher(String syntaxAndPattern) {
        int colon = syntaxAndPattern.indexOf(':');
        if (colon <= 0) {
            throw new IllegalArgumentException("neither glob:… nor regex:…: " + syntaxAndPattern);
        }
        String text = syntaxAndPattern.substring(colon + 1);
        String syntax = syntaxAndPattern.substring(0, colon);
        Pattern pattern = switch (syntax.toLowerCase(Locale.ROOT)) {
            case "glob" -> Glob.toPattern(text);
            case "regex" -> Pattern.compile(text);
            default -> throw new UnsupportedOperationException("no syntax " + syntax);
        };
        return path -> pattern.matcher(path.toString()).matches();
    }

    @Override
    public UserPrincipalLookupService getUserPrincipalLookupService() {
        return RootPrincipal.LOOKUP;
    }

    /** @throws UnsupportedOperationException always */
    @Override
    public WatchService newWatchService() {
        throw new UnsupportedOperationException("a machine's files are not watched");
    }

    MachinePath realPath(MachinePath path, LastLink last) throws FileSystemException {
        return provider.realPath(path, last);
    }
}
