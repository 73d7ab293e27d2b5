package memplug.tree.nio;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Attributes by name: views {@code basic}, {@code owner}, {@code posix} and {@code unix}, as the JDK has them on Linux. */
final class NamedAttributes {
    /** How each attribute is read; one that nobody asks for costs nothing. */
    private static final class View extends LinkedHashMap<String, Function<NodeAttributes, Object>> {
        private static final long serialVersionUID = 1;

        private View with(String name, Function<NodeAttributes, Object> read) {
            put(name, read);
            return this;
        }

        private View withAll(View other) {
            putAll(other);
            return this;
        }
    }

    private static final View BASIC = new View()
            .with("lastModifiedTime", NodeAttributes::lastModifiedTime)
            .with("lastAccessTime", NodeAttributes::lastAccessTime)
            .with("creationTime", NodeAttributes::creationTime)
            .with("size", NodeAttributes::size)
            .with("isRegularFile", NodeAttributes::isRegularFile)
            .with("isDirectory", NodeAttributes::isDirectory)
            .with("isSymbolicLink", NodeAttributes::isSymbolicLink)
            .with("isOther", NodeAttributes::isOther)
            .with("fileKey", NodeAttributes::fileKey);

    private static final View OWNER = new View().with("owner", NodeAttributes::owner);

    private static final View POSIX = new View()
            .withAll(BASIC)
            .withAll(OWNER)
            .with("group", NodeAttributes::group)
            .with("permissions", NodeAttributes::permissions);

    private static final View UNIX = new View()
            .withAll(POSIX)
            .with("mode", NodeAttributes::mode)
            .with("ino", attributes -> attributes.node().inode())
            .with("dev", _ -> 0L)
            .with("rdev", NodeAttributes::deviceNumber)
            .with("nlink", NodeAttributes::linkCount)
            .with("uid", _ -> 0)
            .with("gid", _ -> 0)
            .with("ctime", NodeAttributes::creationTime);

    private static final Map<String, View> VIEWS = Map.of("basic", BASIC, "owner", OWNER, "posix", POSIX, "unix", UNIX);

    private NamedAttributes() {}

    /** A view's name and what stands after the colon; without a colon the view is {@code basic}. */
    record Spec(String view, String names) {
        /**
         * {@return what a caller wrote}
         *
         * @param text such as {@code unix:mode,ino}
         * @throws UnsupportedOperationException if there is no such view
         */
        static Spec of(String text) {
            int colon = text.indexOf(':');
            String view = colon < 0 ? "basic" : text.substring(0, colon);
            if (!VIEWS.containsKey(view)) {
                throw new UnsupportedOperationException("no view " + view);
            }
            return new Spec(view, text.substring(colon + 1));
        }
    }

    /**
     * {@return the attributes that were asked for, by name}
     *
     * @param spec which; {@code *} is all of the view
     * @param attributes what there is
     * @throws IllegalArgumentException if the view has no such attribute
     */
    static Map<String, Object> read(Spec spec, NodeAttributes attributes) {
        View view = VIEWS.get(spec.view());
        List<String> names = List.of(spec.names().split(","));
        Map<String, Object> values = new LinkedHashMap<>();
        for (String name : names.contains("*") ? view.keySet() : names) {
            Function<NodeAttributes, Object> read = view.get(name);
            if (read == null) {
                throw new IllegalArgumentException("view " + spec.view() + " has no attribute '" + name + "'");
            }
            values.put(name, read.apply(attributes));
        }
        return values;
    }

    /** @throws IllegalArgumentException if the view has no such attribute */
    static void requireKnown(Spec spec) {
        if (!VIEWS.get(spec.view()).containsKey(spec.names())) {
            throw new IllegalArgumentException("view " + spec.view() + " has no attribute '" + spec.names() + "'");
        }
    }
}
