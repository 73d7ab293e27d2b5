package memplug.tree.sysfs;

import java.util.List;
import memplug.machine.kernel.Task;
import memplug.machine.mm.Node;
import memplug.tree.ErrnoException;
import memplug.tree.kernfs.Attribute;
import memplug.tree.kernfs.Layout;
import memplug.tree.kernfs.TreeContext;
import memplug.tree.kernfs.Values;

/** The {@code hugepages} directories. The machine keeps no pools of huge pages: all numbers are 0, and stay 0. */
final class HugePageFiles {
    private static final int SIZES_SLOT = 16;
    private static final long SMALLER_BYTES = 2 << 20;

    private HugePageFiles() {}

    static Layout<Node> nodeLayout(TreeContext context) {
        Layout<Node> sizes = new Layout<>(context);
        List<String> names = List.of("hugepages-1048576kB", "hugepages-2048kB");
        for (int i = 0; i < names.size(); i++) {
            sizes.folder(names.get(i), (i + 1) * SIZES_SLOT, size(context, i == 0));
        }
        return sizes;
    }

    private static Layout<Node> size(TreeContext context, boolean canBeDemoted) {
        Layout<Node> files = new Layout<Node>(context)
                .attribute(Attribute.readOnly("free_hugepages", _ -> "0\n"))
                .attribute(Attribute.readWrite("nr_hugepages", _ -> "0\n", HugePageFiles::requireNumber))
                .attribute(Attribute.readOnly("surplus_hugepages", _ -> "0\n"));
        if (canBeDemoted) {
            files.attribute(Attribute.writeOnly("demote", HugePageFiles::requireNumber))
                    .attribute(Attribute.readWrite("demote_size", _ -> "2048kB\n", (_, value, _) -> {
                        if (Values.size(value) != SMALLER_BYTES) {
                            throw Values.invalid(value, "a smaller size of huge pages");
                        }
                    }));
        }
        return files;
    }

    private static void requireNumber(Node node, String value, Task task) throws ErrnoException {
        Values.decimal(value);
    }
}
