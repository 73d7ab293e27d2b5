package memplug.tree.sysfs;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import memplug.machine.phys.FirmwareMap;
import memplug.machine.phys.FirmwareMap.Entry;
import memplug.tree.Node;
import memplug.tree.kernfs.Attribute;
import memplug.tree.kernfs.Folder;
import memplug.tree.kernfs.Layout;
import memplug.tree.kernfs.Thing;
import memplug.tree.kernfs.ThingDirectory;
import memplug.tree.kernfs.TreeContext;
import org.jspecify.annotations.Nullable;

/** /sys/firmware/memmap: the firmware's memory map. As drivers/firmware/memmap.c. */
public final class FirmwareFiles {
    /** The directory of the entries below /sys. */
    public static final String PATH = "/firmware/memmap";

    /** Entries are numbered and numbers are not used again, so their inodes are counted from here. */
    private static final long FIRST_INODE = 1L << 55;

    private static final int INODES = 8;

    /** An entry and its number. */
    private record Numbered(int number, Entry entry) {}

    private final FirmwareMap map;
    private final Layout<Numbered> layout;

    FirmwareFiles(TreeContext context) {
        this.map = context.machine().memory().firmwareMap();
        this.layout = new Layout<Numbered>(context)
                .attribute(Attribute.readOnly(
                        "end", each -> "0x%x\n".formatted(each.entry().range().last())))
                .attribute(Attribute.readOnly(
                        "start", each -> "0x%x\n".formatted(each.entry().range().start())))
                .attribute(Attribute.readOnly("type", each -> each.entry().type() + "\n"));
    }

    void putInto(Folder sys) {
        sys.folder(PATH.substring(1)).things(this::find, this::all, this::directory, each -> "" + each.number());
    }

    private @Nullable Numbered find(String name) {
        if (!name.matches("0|[1-9]\\d{0,8}")) {
            return null;
        }
        int number = Integer.parseInt(name);
        return map.entry(number).map(entry -> new Numbered(number, entry)).orElse(null);
    }

    private List<Numbered> all() {
        List<Numbered> all = new ArrayList<>();
        for (Map.Entry<Integer, Entry> each : map.entries().entrySet()) {
            all.add(new Numbered(each.getKey(), each.getValue()));
        }
        return all;
    }

    private Node directory(Numbered each) {
        return new ThingDirectory<>(
                new Thing<>(
                        each,
                        PATH + "/" + each.number(),
                        FIRST_INODE + (long) each.number() * INODES,
                        () -> map.entry(each.number()).isPresent()),
                layout);
    }
}
