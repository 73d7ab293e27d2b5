package memplug.tree.nio;

import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

/** Permission bits as java.nio and as chmod(2) have them. */
final class PermissionBits {
    private static final int HIGHEST = 0400;

    private PermissionBits() {}

    static Set<PosixFilePermission> toSet(int bits) {
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        int bit = HIGHEST;
        // They are declared in the order of the bits, the owner's first.
        for (PosixFilePermission permission : PosixFilePermission.values()) {
            if ((bits & bit) != 0) {
                permissions.add(permission);
            }
            bit >>= 1;
        }
        return permissions;
    }

    static int of(Set<?> permissions) {
        int bits = 0;
        for (PosixFilePermission permission : PosixFilePermission.values()) {
            bits = (bits << 1) | (permissions.contains(permission) ? 1 : 0);
        }
        return bits;
    }
}
