package memplug.tree.nio;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** Attributes by name. Views are the JDK's on Linux: {@code basic}, {@code owner}, {@code posix}, {@code unix}. */
final class NamedAttributes {
    /** An attribute's name, and how it is read; one that nobody asks for costs nothing. */
    private record Attribute(String name, Function<NodeAttributes, Object> read) {}

    private static final List<Attribute> BASIC = List.of(
            new Attribute("lastModifiedTime", NodeAttributes::lastModifiedTime),
            new Attribute("lastAccessTime", NodeAttributes::lastAccessTime),
            new Attribute("creationTime", NodeAttributes::creationTime),
            new Attribute("size", NodeAttributes::size),
            new Attribute("isRegularFile", NodeAttributes::isRegularFile),
            new Attribute("isDirectory", NodeAttributes::isDirectory),
            new Attribute("isSymbolicLink", NodeAttributes::isSymbolicLink),
            new Attribute("isOther", NodeAttributes::isOther),
            new Attribute("fileKey", NodeAttributes::fileKey));

    private static final Attribute OWNER = new Attribute("owner", NodeAttributes::owner);

    private static final List<Attribute> POSIX = extended(
            BASIC,
            OWNER,
            new Attribute("group", NodeAttributes::group),
            new Attribute("permissions", NodeAttributes::permissions));

    private static final List<Attribute> UNIX = extended(
            POSIX,
            new Attribute("mode", NodeAttributes::mode),
            new Attribute("ino", attributes -> attributes.node().inode()),
            new Attribute("dev", _ -> 0L),
            new Attribute("rdev", NodeAttributes::deviceNumber),
            new Attribute("nlink", NodeAttributes::linkCount),
            new Attribute("uid", _ -> 0),
            new Attribute("gid", _ -> 0),
            new Attribute("ctime", NodeAttributes::creationTime));

    private static final Map<String, List<Attribute>> VIEWS =
            Map.of("basic", BASIC, "owner", List.of(OWNER), "posix", POSIX, "unix", UNIX);

    private NamedAttributes() {}

    /** {@return the names of all views} */
    static Set<String> views() {
        return VIEWS.keySet();
    }

    /**
     * {@return the attributes that were asked for, by name}
     *
     * @param wanted such as {@code unix:mode,ino} or {@code posix:*}; without a colon the view is {@code basic}
     * @param attributes what there is
     * @throws UnsupportedOperationException if there is no such view
     * @throws IllegalArgumentException if the view has no such attribute
     */
    static Map<String, Object> read(String wanted, NodeAttributes attributes) {
        int colon = wanted.indexOf(':');
        String viewName = colon < 0 ? "basic" : wanted.substring(0, colon);
        List<Attribute> view = VIEWS.get(viewName);
        if (view == null) {
            throw new UnsupportedOperationException("no view " + viewName);
        }
        Map<String, Object> values = new LinkedHashMap<>();
        for (String name : wanted.substring(colon + 1).split(",", -1)) {
            List<Attribute> found = view.stream()
                    .filter(attribute -> name.equals("*") || attribute.name.equals(name))
                    .toList();
            if (found.isEmpty()) {
                throw new IllegalArgumentException("view " + viewName + " has no attribute '" + name + "'");
            }
            found.forEach(attribute -> values.put(attribute.name, attribute.read.apply(attributes)));
        }
        return values;
    }

    private static List<Attribute> extended(List<Attribute> view, Attribute... more) {
        return Stream.concat(view.stream(), Stream.of(more)).toList();
    }
}
