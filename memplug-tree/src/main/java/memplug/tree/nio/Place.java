package memplug.tree.nio;

import java.util.ArrayList;
import java.util.List;
import memplug.tree.Node;
import org.jspecify.annotations.Nullable;

/** Where a look-up ended: a node, and the directories that it was reached through, of which none is a link. */
record Place(@Nullable Place parent, String name, Node node) {
    static Place root(Node node) {
        return new Place(null, "", node);
    }

    Place child(String childName, Node child) {
        return new Place(this, childName, child);
    }

    /** {@return where {@code ..} leads, which for the root is the root} */
    Place up() {
        return parent == null ? this : parent;
    }

    List<String> names() {
        List<String> names = new ArrayList<>();
        for (Place place = this; place.parent != null; place = place.parent) {
            names.add(place.name);
        }
        return names.reversed();
    }

    @Override
    public String toString() {
        return "/" + String.join("/", names());
    }
}
