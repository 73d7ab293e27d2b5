package memplug.tree.nio;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.LinkOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.FileOwnerAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The attributes of what is at a path, of which only the permissions can be changed. */
final class NodeAttributeView implements PosixFileAttributeView {
    /** What each kind of view is called. */
    static final Map<Class<? extends FileAttributeView>, String> NAMES = Map.of(
            BasicFileAttributeView.class, "basic",
            FileOwnerAttributeView.class, "owner",
            PosixFileAttributeView.class, "posix");

    private final String name;
    private final MachineProvider provider;
    private final MachinePath path;
    private final LinkOption[] options;

    NodeAttributeView(String name, MachineProvider provider, MachinePath path, LinkOption... options) {
        this.name = name;
        this.provider = provider;
        this.path = path;
        this.options = options;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public PosixFileAttributes readAttributes() throws IOException {
        return provider.readAttributes(path, PosixFileAttributes.class, options);
    }

    @Override
    public UserPrincipal getOwner() throws IOException {
        return readAttributes().owner();
    }

    @Override
    public void setPermissions(Set<PosixFilePermission> permissions) throws IOException {
        provider.setAttribute(path, "posix:permissions", permissions, options);
    }

    @Override
    public void setOwner(UserPrincipal owner) throws FileSystemException {
        throw provider.refusedAttribute(path, "owner");
    }

    @Override
    public void setGroup(GroupPrincipal group) throws FileSystemException {
        throw provider.refusedAttribute(path, "group");
    }

    @Override
    public void setTimes(@Nullable FileTime modified, @Nullable FileTime accessed, @Nullable FileTime created)
            throws FileSystemException {
        if (modified != null || accessed != null || created != null) {
            throw provider.refusedAttribute(path, "times");
        }
    }
}
