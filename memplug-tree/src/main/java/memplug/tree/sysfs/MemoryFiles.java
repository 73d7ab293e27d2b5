package memplug.tree.sysfs;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import memplug.machine.Machine;
import memplug.machine.description.MachineDescription;
import memplug.machine.kernel.Task;
import memplug.machine.mm.BlockId;
import memplug.machine.mm.BlockState;
import memplug.machine.mm.Memory;
import memplug.machine.mm.MemoryBlock;
import memplug.machine.mm.OnlineType;
import memplug.machine.mm.Outcome;
import memplug.machine.mm.Refusal;
import memplug.machine.mm.ZoneKind;
import memplug.tree.Directory.Entry;
import memplug.tree.Errno;
import memplug.tree.ErrnoException;
import memplug.tree.Node;
import memplug.tree.SymbolicLink;
import memplug.tree.kernfs.Attribute;
import memplug.tree.kernfs.Folder;
import memplug.tree.kernfs.Layout;
import memplug.tree.kernfs.Paths;
import memplug.tree.kernfs.Thing;
import memplug.tree.kernfs.ThingDirectory;
import memplug.tree.kernfs.TreeContext;
import memplug.tree.kernfs.Values;
import org.jspecify.annotations.Nullable;

/** /sys/devices/system/memory: the files of memory as a whole, and a directory for each block. As drivers/base/memory.c. */
final class MemoryFiles {
    static final String PATH = "/devices/system/memory";
    private static final int NODE_LINK_SLOT = 0x100;

    private final TreeContext context;
    private final Machine machine;
    private final Memory memory;
    private final Layout<MemoryBlock> layout;

    MemoryFiles(TreeContext context) {
        this.context = context;
        this.machine = context.machine();
        this.memory = machine.memory();
        this.layout = blockLayout();
    }

    void putInto(Folder sys) {
        Folder folder = sys.folder(PATH.substring(1));
        MachineDescription.Features features = machine.description().features();
        folder.attribute(Attribute.readWrite("auto_online_blocks", this::autoOnline, this::setAutoOnline));
        folder.attribute(Attribute.readOnly(
                "block_size_bytes", _ -> Long.toHexString(memory.blockSize().bytes()) + "\n"));
        if (features.crashHotplug()) {
            folder.attribute(Attribute.readOnly("crash_hotplug", _ -> "1\n"));
        }
        if (features.memoryFailure()) {
            folder.attribute(Attribute.writeOnly("hard_offline_page", this::hardOffline));
            folder.attribute(Attribute.writeOnly("soft_offline_page", this::softOffline));
        }
        if (features.probe()) {
            folder.attribute(Attribute.writeOnly("probe", this::probe));
        }
        folder.attribute(Uevents.file(machine.kernel(), PATH, "memory"));
        folder.things(
                this::find,
                () -> memory.blocks().values(),
                this::directory,
                block -> block.id().toString());
        Folder links = sys.folder("bus/memory/devices");
        links.things(
                this::find,
                () -> memory.blocks().values(),
                block -> link(links.path(), block),
                block -> block.id().toString());
    }

    /** The block of a directory's name, or null: {@code memory037} is none. */
    @Nullable
    MemoryBlock find(String name) {
        if (!name.startsWith("memory") || name.length() == 6 || name.length() > 20) {
            return null;
        }
        long number = 0;
        for (int i = 6; i < name.length(); i++) {
            char digit = name.charAt(i);
            if (digit < '0' || digit > '9') {
                return null;
            }
            number = number * 10 + (digit - '0');
        }
        return name.charAt(6) == '0' && name.length() > 7
                ? null
                : memory.block(new BlockId(number)).orElse(null);
    }

    Node directory(MemoryBlock block) {
        return new ThingDirectory<>(thing(block), layout);
    }

    /** A link to a block from a directory; its inode is the block's, told apart by where it stands. */
    SymbolicLink link(String fromDirectory, MemoryBlock block) {
        int slot = fromDirectory.startsWith("/bus") ? 0x80 : 0x81;
        return new SymbolicLink(thing(block).inode() + slot, Paths.relative(fromDirectory, PATH + "/" + block.id()));
    }

    private Thing<MemoryBlock> thing(MemoryBlock block) {
        return Thing.of(
                block,
                PATH + "/" + block.id(),
                block.serial(),
                () -> memory.block(block.id()).orElse(null) == block);
    }

    private Layout<MemoryBlock> blockLayout() {
        Layout<MemoryBlock> blocks = new Layout<MemoryBlock>(context)
                .attribute(Attribute.readWrite("online", this::online, this::setOnline))
                .attribute(Attribute.readOnly("phys_device", _ -> "0\n"))
                .attribute(Attribute.readOnly(
                        "phys_index", block -> "%08x\n".formatted(block.id().number())))
                .attribute(Attribute.readOnly("removable", _ -> memory.canRemove() ? "1\n" : "0\n"))
                .attribute(Attribute.readWrite("state", block -> block.state().word() + "\n", this::setState))
                .attribute(Attribute.readWrite("uevent", _ -> "", this::sendUevent));
        if (memory.canRemove()) {
            blocks.attribute(Attribute.readOnly("valid_zones", this::validZones));
        }
        return blocks.link("subsystem", "/bus/memory")
                .link(
                        "firmware_node",
                        block -> machine.memoryDevices().ownerOf(block.id()).map(AcpiFiles::path))
                .part(new NodeLinks());
    }

    /** The {@code nodeN} links of a block. */
    private static final class NodeLinks implements Layout.Part<MemoryBlock> {
        @Override
        public Optional<Node> lookUp(Thing<MemoryBlock> thing, String name) {
            return thing.object().nodes().stream()
                    .filter(node -> name.equals("node" + node))
                    .findFirst()
                    .map(node -> node(thing, node));
        }

        @Override
        public void list(Thing<MemoryBlock> thing, List<Entry> entries) {
            thing.object().nodes().forEach(node -> entries.add(new Entry("node" + node, node(thing, node))));
        }

        private Node node(Thing<MemoryBlock> thing, int node) {
            return new SymbolicLink(
                    thing.inode() + NODE_LINK_SLOT + node,
                    Paths.relative(thing.path(), NodeFiles.PATH + "/node" + node));
        }
    }

    private String autoOnline(TreeContext tree) {
        return memory.parameters().autoOnline().word() + "\n";
    }

    private void setAutoOnline(TreeContext tree, String value, Task task) throws ErrnoException {
        memory.parameters().setAutoOnline(onlineType(value));
    }

    private static OnlineType onlineType(String value) throws ErrnoException {
        return OnlineType.of(Values.word(value)).orElseThrow(() -> Values.invalid(value, "an online type"));
    }

    private String online(MemoryBlock block) {
        return block.state() == BlockState.OFFLINE ? "0\n" : "1\n";
    }

    private void setOnline(MemoryBlock block, String value, Task task) throws ErrnoException {
        Answers.require(
                Values.truth(value)
                        ? machine.hotplug().online(block, task)
                        : machine.hotplug().offline(block, task));
    }

    private void setState(MemoryBlock block, String value, Task task) throws ErrnoException {
        OnlineType type = onlineType(value);
        Answers.requireDone(
                type == OnlineType.OFFLINE
                        ? machine.hotplug().offline(block, task)
                        : machine.hotplug().online(block, type, task));
    }

    /** As valid_zones_show(): while a block goes offline, its zone is not to be relied on. */
    private String validZones(MemoryBlock block) {
        if (block.state() == BlockState.ONLINE) {
            ZoneKind zone = block.zone();
            return (zone == null ? "none" : zone.word()) + "\n";
        }
        return machine.hotplug().zonesFor(block).stream()
                .map(zone -> zone.kind().word())
                .collect(Collectors.joining(" ", "", "\n"));
    }

    private void sendUevent(MemoryBlock block, String value, Task task) throws ErrnoException {
        Uevents.Source source = new Uevents.Source(PATH + "/" + block.id(), "memory", List.of());
        Uevents.send(machine.kernel(), source, value);
    }

    /** As mm/memory-failure.c: soft_offline_page(): what is out of use already is as it should be. */
    private void softOffline(TreeContext tree, String value, Task task) throws ErrnoException {
        Outcome outcome = machine.hotplug().softOffline(pageAddress(value));
        switch (outcome) {
            case Outcome.Refused(Refusal.Poisoned _) -> {}
            case Outcome.Refused(Refusal.UnmovablePage reason) ->
                throw new ErrnoException(Errno.EIO, reason.toString());
            default -> Answers.require(outcome);
        }
    }

    /** As mm/memory-failure.c: memory_failure(): to it, memory that is offline is no memory. */
    private void hardOffline(TreeContext tree, String value, Task task) throws ErrnoException {
        Outcome outcome = machine.hotplug().hardOffline(pageAddress(value));
        if (outcome instanceof Outcome.Refused(Refusal.PageOffline reason)) {
            throw new ErrnoException(Errno.ENXIO, reason.toString());
        }
        Answers.require(outcome);
    }

    /** As drivers/base/memory.c: whatever is wrong with the number is EINVAL here. */
    private static long pageAddress(String value) throws ErrnoException {
        try {
            return address(value);
        } catch (ErrnoException _) {
            throw Values.invalid(value, "the address of a page");
        }
    }

    /** As probe_store(): the address must be that of a block. */
    private void probe(TreeContext tree, String value, Task task) throws ErrnoException {
        long address = address(value);
        long blockBytes = memory.blockSize().bytes();
        if (address % blockBytes != 0) {
            throw new ErrnoException(Errno.EINVAL, "no block begins at " + Values.word(value));
        }
        if (address < 0 || address > Long.MAX_VALUE - blockBytes) {
            throw new ErrnoException(Errno.E2BIG, "beyond what can be addressed: " + Values.word(value));
        }
        Answers.require(machine.hotplug().probe(machine.nodeOf(address), address, task));
    }

    private static long address(String value) throws ErrnoException {
        return Values.unsigned(value, -1);
    }
}
