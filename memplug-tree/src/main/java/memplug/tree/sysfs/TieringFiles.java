package memplug.tree.sysfs;

import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import memplug.machine.Machine;
import memplug.machine.mm.RangeList;
import memplug.tree.Node;
import memplug.tree.SymbolicLink;
import memplug.tree.kernfs.Attribute;
import memplug.tree.kernfs.Folder;
import memplug.tree.kernfs.Layout;
import memplug.tree.kernfs.Paths;
import memplug.tree.kernfs.Thing;
import memplug.tree.kernfs.ThingDirectory;
import memplug.tree.kernfs.TreeContext;
import org.jspecify.annotations.Nullable;

/** /sys/devices/virtual/memory_tiering: a directory for each memory tier that has memory. As mm/memory-tiers.c. */
final class TieringFiles {
    private static final String PATH = "/devices/virtual/memory_tiering";
    /** A tier is its number, so the inodes of tiers are counted from here. */
    private static final long FIRST_INODE = 1L << 54;

    private static final int INODES = 8;
    private static final int LINK_SLOT = 7;

    private final Machine machine;
    private final Layout<Integer> layout;

    TieringFiles(TreeContext context) {
        this.machine = context.machine();
        this.layout = new Layout<Integer>(context)
                .attribute(Attribute.readOnly("nodelist", tier -> RangeList.of(nodes(tier)) + "\n"))
                .attribute(Attribute.readWrite(
                        "uevent",
                        _ -> "",
                        (tier, value, task) -> Uevents.send(
                                machine.kernel(), new Uevents.Source(path(tier), "memory_tiering", List.of()), value)))
                .link("subsystem", "/bus/memory_tiering");
    }

    void putInto(Folder sys) {
        Folder folder = sys.folder(PATH.substring(1));
        folder.attribute(Uevents.file(machine.kernel(), PATH, "memory_tiering"));
        folder.things(this::find, this::tiers, this::directory, tier -> "memory_tier" + tier);
        Folder links = sys.folder("bus/memory_tiering/devices");
        links.things(
                this::find,
                this::tiers,
                tier -> new SymbolicLink(inode(tier) + LINK_SLOT, Paths.relative(links.path(), path(tier))),
                tier -> "memory_tier" + tier);
    }

    private NavigableSet<Integer> tiers() {
        return machine.memory().tiers().tiers().navigableKeySet();
    }

    private NavigableSet<Integer> nodes(int tier) {
        return machine.memory().tiers().tiers().getOrDefault(tier, new TreeSet<>());
    }

    private @Nullable Integer find(String name) {
        return tiers().stream()
                .filter(tier -> name.equals("memory_tier" + tier))
                .findFirst()
                .orElse(null);
    }

    private static String path(int tier) {
        return PATH + "/memory_tier" + tier;
    }

    private static long inode(int tier) {
        return FIRST_INODE + (long) tier * INODES;
    }

    private Node directory(Integer tier) {
        return new ThingDirectory<>(new Thing<>(tier, path(tier), inode(tier), () -> tiers().contains(tier)), layout);
    }
}
