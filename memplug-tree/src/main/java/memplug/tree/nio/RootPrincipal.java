package memplug.tree.nio;

import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.attribute.UserPrincipalNotFoundException;

/** The one that owns all of a machine's files: user root, and group root. */
enum RootPrincipal implements GroupPrincipal {
    ROOT;

    /** Finds nobody else. */
    static final UserPrincipalLookupService LOOKUP = new UserPrincipalLookupService() {
        @Override
        public RootPrincipal lookupPrincipalByName(String name) throws UserPrincipalNotFoundException {
            if (name.equals(ROOT.getName()) || name.equals("0")) {
                return ROOT;
            }
            throw new UserPrincipalNotFoundException(name);
        }

        @Override
        public RootPrincipal lookupPrincipalByGroupName(String group) throws UserPrincipalNotFoundException {
            return lookupPrincipalByName(group);
        }
    };

    @Override
    public String getName() {
        return "root";
    }

    @Override
    public String toString() {
        return getName();
    }
}
