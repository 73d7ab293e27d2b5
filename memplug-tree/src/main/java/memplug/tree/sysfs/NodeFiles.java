package memplug.tree.sysfs;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import memplug.machine.Machine;
import memplug.machine.mm.Memory;
import memplug.machine.mm.MemoryBlock;
import memplug.machine.mm.Node;
import memplug.machine.mm.RangeList;
import memplug.tree.Directory.Entry;
import memplug.tree.SymbolicLink;
import memplug.tree.kernfs.Attribute;
import memplug.tree.kernfs.Folder;
import memplug.tree.kernfs.Layout;
import memplug.tree.kernfs.Paths;
import memplug.tree.kernfs.Thing;
import memplug.tree.kernfs.ThingDirectory;
import memplug.tree.kernfs.TreeContext;
import memplug.tree.procfs.NodeStatistics;
import org.jspecify.annotations.Nullable;

/** /sys/devices/system/node: masks of nodes, and a directory for each that exists. As drivers/base/node.c. */
final class NodeFiles {
    static final String PATH = "/devices/system/node";
    private static final int FAILURE_SLOT = 0x100;
    private static final int HUGEPAGES_SLOT = 0x200;
    private static final int CPU_LINK_SLOT = 0x1000;

    private final TreeContext context;
    private final Machine machine;
    private final Memory memory;
    private final MemoryFiles blocks;
    private final Layout<Node> layout;

    NodeFiles(TreeContext context, MemoryFiles blocks) {
        this.context = context;
        this.machine = context.machine();
        this.memory = machine.memory();
        this.blocks = blocks;
        this.layout = nodeLayout();
    }

    void putInto(Folder sys) {
        Folder folder = sys.folder(PATH.substring(1));
        mask(folder, "has_cpu", node -> !node.cpus().isEmpty());
        mask(folder, "has_generic_initiator", _ -> false);
        mask(folder, "has_memory", Node::hasMemory);
        mask(folder, "has_normal_memory", Node::hasNormalMemory);
        mask(folder, "online", Node::isOnline);
        mask(folder, "possible", _ -> true);
        folder.attribute(Uevents.file(machine.kernel(), PATH, "node"));
        folder.things(this::find, memory::onlineNodes, this::directory, node -> "node" + node.id());
        Folder links = sys.folder("bus/node/devices");
        links.things(
                this::find,
                memory::onlineNodes,
                node -> new SymbolicLink(
                        thing(node).inode() + 0x80, Paths.relative(links.path(), PATH + "/node" + node.id())),
                node -> "node" + node.id());
    }

    private void mask(Folder folder, String name, Predicate<Node> belongs) {
        folder.attribute(Attribute.readOnly(
                name,
                _ -> memory.nodes().values().stream()
                        .filter(belongs)
                        .map(Node::id)
                        .collect(Collectors.collectingAndThen(Collectors.toList(), ids -> RangeList.of(ids) + "\n"))));
    }

    private @Nullable Node find(String name) {
        return memory.onlineNodes().stream()
                .filter(node -> name.equals("node" + node.id()))
                .findFirst()
                .orElse(null);
    }

    private memplug.tree.Node directory(Node node) {
        return new ThingDirectory<>(thing(node), layout);
    }

    private Thing<Node> thing(Node node) {
        long serial = node.serial();
        return Thing.of(node, PATH + "/node" + node.id(), serial, () -> node.isOnline() && node.serial() == serial);
    }

    private Layout<Node> nodeLayout() {
        Layout<Node> nodes = new Layout<Node>(context)
                .attribute(Attribute.writeOnly("compact", (_, _, _) -> {}))
                .attribute(Attribute.readOnly("cpulist", node -> RangeList.of(node.cpus()) + "\n"))
                .attribute(Attribute.readOnly("cpumap", node -> CpuFiles.mask(node.cpus(), possibleCpus()) + "\n"))
                .attribute(Attribute.readOnly("distance", node -> NodeStatistics.distance(machine, node)))
                .attribute(Attribute.readOnly("meminfo", node -> NodeStatistics.meminfo(machine, node)))
                .attribute(Attribute.readOnly("numastat", NodeStatistics::numastat))
                .attribute(Attribute.readWrite(
                        "uevent",
                        _ -> "",
                        (node, value, task) -> Uevents.send(
                                machine.kernel(),
                                new Uevents.Source(PATH + "/node" + node.id(), "node", List.of()),
                                value)))
                .attribute(Attribute.readOnly("vmstat", node -> NodeStatistics.vmstat(machine, node)))
                .link("subsystem", "/bus/node")
                .part(links(CPU_LINK_SLOT, "cpu", Node::cpus))
                .part(new BlockLinks())
                .folder("hugepages", HUGEPAGES_SLOT, HugePageFiles.nodeLayout(context));
        if (machine.description().features().memoryFailure()) {
            nodes.folder("memory_failure", FAILURE_SLOT, memoryFailure());
        }
        return nodes;
    }

    private int possibleCpus() {
        return memory.nodes().values().stream()
                .mapToInt(node -> node.cpus().size())
                .sum();
    }

    private Layout<Node> memoryFailure() {
        Layout<Node> failures = new Layout<>(context);
        for (String name : List.of("delayed", "failed", "ignored")) {
            failures.attribute(Attribute.readOnly(name, _ -> "0\n"));
        }
        for (String name : List.of("recovered", "total")) {
            failures.attribute(Attribute.readOnly(name, node -> poisoned(node) + "\n"));
        }
        return failures;
    }

    private long poisoned(Node node) {
        return node.blocks().stream()
                .flatMap(id -> memory.block(id).stream())
                .mapToLong(MemoryBlock::poisonedPages)
                .sum();
    }

    private static Layout.Part<Node> links(int slot, String prefix, Function<Node, List<Integer>> numbers) {
        return new Layout.Part<>() {
            @Override
            public Optional<memplug.tree.Node> lookUp(Thing<Node> thing, String name) {
                return numbers.apply(thing.object()).stream()
                        .filter(number -> name.equals(prefix + number))
                        .findFirst()
                        .map(number -> link(thing, number));
            }

            @Override
            public void list(Thing<Node> thing, List<Entry> entries) {
                numbers.apply(thing.object())
                        .forEach(number -> entries.add(new Entry(prefix + number, link(thing, number))));
            }

            private memplug.tree.Node link(Thing<Node> thing, int number) {
                String target = CpuFiles.PATH + "/" + prefix + number;
                return new SymbolicLink(thing.inode() + slot + number, Paths.relative(thing.path(), target));
            }
        };
    }

    /** The {@code memoryN} links of a node. */
    private final class BlockLinks implements Layout.Part<Node> {
        @Override
        public Optional<memplug.tree.Node> lookUp(Thing<Node> thing, String name) {
            MemoryBlock block = blocks.find(name);
            return block != null && block.nodes().contains(thing.object().id())
                    ? Optional.of(blocks.link(thing.path(), block))
                    : Optional.empty();
        }

        @Override
        public void list(Thing<Node> thing, List<Entry> entries) {
            thing.object()
                    .blocks()
                    .forEach(id -> memory.block(id)
                            .ifPresent(
                                    block -> entries.add(new Entry(id.toString(), blocks.link(thing.path(), block)))));
        }
    }
}
