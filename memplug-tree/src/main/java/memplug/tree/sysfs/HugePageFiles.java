package memplug.tree.sysfs;

import java.util.List;
import memplug.machine.kernel.Task;
import memplug.machine.mm.FrameUse;
import memplug.machine.mm.HugePool;
import memplug.machine.mm.Memory;
import memplug.machine.mm.Node;
import memplug.tree.ErrnoException;
import memplug.tree.kernfs.Attribute;
import memplug.tree.kernfs.Layout;
import memplug.tree.kernfs.TreeContext;
import memplug.tree.kernfs.Values;

/** The {@code hugepages} directories of nodes. As mm/hugetlb.c: per_node_hstate_attrs. */
final class HugePageFiles {
    private static final int SIZES_SLOT = 16;
    private static final long SMALLER_BYTES = 2 << 20;

    private static final long MOST = 1L << 32;

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
        Memory memory = context.machine().memory();
        FrameUse use = canBeDemoted ? FrameUse.HUGE_1G : FrameUse.HUGE_2M;
        HugePool pool = memory.pages().hugePools().of(use).orElseThrow();
        Layout<Node> files = new Layout<Node>(context)
                .attribute(Attribute.readOnly("free_hugepages", node -> pool.free(node) + "\n"))
                .attribute(Attribute.readWrite(
                        "nr_hugepages",
                        node -> pool.total(node) + "\n",
                        (node, value, _) -> pool.resize(node, pages(value))))
                .attribute(Attribute.readOnly("surplus_hugepages", node -> pool.surplus(node) + "\n"));
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

    /** More than there can be is as good as any number that large. */
    private static long pages(String value) throws ErrnoException {
        long number = Values.decimal(value);
        return number < 0 || number > MOST ? MOST : number;
    }

    private static void requireNumber(Node node, String value, Task task) throws ErrnoException {
        Values.decimal(value);
    }
}
