package memplug.tree.nio;

import java.io.IOException;
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
record NodeAttributeView(String name, MachineProvider provider, MachinePath path, LinkOption... options)
        implements PosixFileAttributeView {
    private static final Map<Class<? extends FileAttributeView>, String> NAMES = Map.of(
            BasicFileAttributeView.class, "basic",
            FileOwnerAttributeView.class, "owner",
            PosixFileAttributeView.class, "posix");

    /** {@return the name of a kind of view, or null if there is none of that kind} */
    static @Nullable String nameOf(Class<? extends FileAttributeView> type) {
        return NAMES.get(type);
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
    public void setOwner(UserPrincipal owner) throws IOException {
        provider.setAttribute(path, "posix:owner", owner, options);
    }

    @Override
    public void setGroup(GroupPrincipal group) throws IOException {
        provider.setAttribute(path, "posix:group", group, options);
    }

    @Override
    public void setTimes(@Nullable FileTime modified, @Nullable FileTime accessed, @Nullable FileTime created)
            throws IOException {
        provider.setAttribute(path, "basic:lastModifiedTime", modified, options);
    }
}
