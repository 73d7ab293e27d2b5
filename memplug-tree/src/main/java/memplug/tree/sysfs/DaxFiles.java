package memplug.tree.sysfs;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import memplug.machine.Machine;
import memplug.machine.dax.Dax;
import memplug.machine.dax.Dax.MemmapOutcome;
import memplug.machine.dax.DaxDevice;
import memplug.machine.dax.DaxRange;
import memplug.machine.dax.KmemBinding;
import memplug.machine.dax.KmemDriver.StateOutcome;
import memplug.machine.dax.KmemState;
import memplug.machine.device.Driver;
import memplug.machine.kernel.Task;
import memplug.tree.Directory.Entry;
import memplug.tree.Errno;
import memplug.tree.ErrnoException;
import memplug.tree.Node;
import memplug.tree.SymbolicLink;
import memplug.tree.kernfs.Attribute;
import memplug.tree.kernfs.AttributeFile;
import memplug.tree.kernfs.Folder;
import memplug.tree.kernfs.Layout;
import memplug.tree.kernfs.Paths;
import memplug.tree.kernfs.Thing;
import memplug.tree.kernfs.ThingDirectory;
import memplug.tree.kernfs.TreeContext;
import memplug.tree.kernfs.Values;
import org.jspecify.annotations.Nullable;

/** The directories of dax devices, below those of their regions. As drivers/dax/{bus,kmem}.c. */
final class DaxFiles {
    private static final String BUS = "/bus/dax";

    private final TreeContext context;
    private final Machine machine;
    private final Dax dax;
    private final Layout<DaxDevice> layout;
    private final Layout<Mapping> mappingLayout;
    private final Attribute<Bound> state = Attribute.readWrite("state", DaxFiles::state, this::setState);

    /** A device, for as long as it is bound to kmem. */
    private record Bound(DaxDevice device, KmemBinding binding) {}

    DaxFiles(TreeContext context) {
        this.context = context;
        this.machine = context.machine();
        this.dax = machine.dax();
        this.mappingLayout = mappingLayout();
        this.layout = deviceLayout();
    }

    void putInto(Folder sys) {
        Folder links = sys.folder("bus/dax/devices");
        links.things(
                this::find,
                () -> dax.bus().devices().values(),
                device -> link(links.path(), device, 0x80),
                DaxDevice::name);
        Folder numbers = sys.folder("dev/char");
        numbers.things(
                this::findByNumber,
                () -> dax.bus().devices().values(),
                device -> link(numbers.path(), device, 0x81),
                DaxFiles::number);
        for (var region : dax.regions().values()) {
            Folder folder = sys.folder(region.path().substring(1));
            folder.things(
                    name -> dax.devicesOf(region).stream()
                            .filter(device -> device.name().equals(name))
                            .findFirst()
                            .orElse(null),
                    () -> dax.devicesOf(region),
                    device -> new ThingDirectory<>(thing(device), layout),
                    DaxDevice::name);
        }
    }

    @Nullable
    DaxDevice find(String name) {
        return dax.device(name).orElse(null);
    }

    private @Nullable DaxDevice findByNumber(String number) {
        return dax.bus().devices().values().stream()
                .filter(device -> number(device).equals(number))
                .findFirst()
                .orElse(null);
    }

    private static String number(DaxDevice device) {
        return DaxDevice.MAJOR + ":" + device.minor();
    }

    /** A link to a device; its inode is the device's, told apart by where it stands. */
    SymbolicLink link(String fromDirectory, DaxDevice device, int slot) {
        return new SymbolicLink(thing(device).inode() + slot, Paths.relative(fromDirectory, device.path()));
    }

    private Thing<DaxDevice> thing(DaxDevice device) {
        return Thing.of(
                device,
                device.path(),
                device.serial(),
                () -> dax.device(device.name()).orElse(null) == device);
    }

    private Layout<DaxDevice> deviceLayout() {
        Predicate<DaxDevice> hasTargetNode =
                device -> device.region().targetNode().isPresent();
        Predicate<DaxDevice> isStatic = device -> device.region().kind().isStatic();
        Predicate<DaxDevice> isDynamic = isStatic.negate();
        DaxResizing resizing = new DaxResizing(dax.allocation());
        return new Layout<DaxDevice>(context)
                .attribute(Attribute.readOnly("dev", device -> number(device) + "\n"))
                .attribute(Attribute.readWrite(
                        "memmap_on_memory", device -> device.memmapOnMemory() ? "1\n" : "0\n", this::setMemmap))
                .attribute(Attribute.readOnly("modalias", _ -> "dax:t0\n"))
                .attribute(Attribute.readOnly(
                        "numa_node", device -> device.region().numaNode() + "\n"))
                .attribute(Attribute.readOnlyForRoot("resource", DaxFiles::resource))
                .attribute(Attribute.readWrite("uevent", DaxFiles::uevent, this::sendUevent))
                .link(
                        "driver",
                        device -> Optional.ofNullable(device.driver()).map(driver -> BUS + "/drivers/" + driver.name()))
                .link("subsystem", BUS)
                .part(new Sometimes(0x90, hasTargetNode, Attribute.readOnly("target_node", DaxFiles::targetNode)))
                .part(new Sometimes(0x91, isStatic, Attribute.readOnly("align", DaxFiles::align)))
                .part(new Sometimes(0x92, isStatic, Attribute.readOnly("size", DaxFiles::size)))
                .part(new Sometimes(0x93, isDynamic, Attribute.readWrite("align", DaxFiles::align, resizing::setAlign)))
                .part(new Sometimes(0x94, isDynamic, Attribute.readWrite("size", DaxFiles::size, resizing::setSize)))
                .part(new Sometimes(0x95, isDynamic, Attribute.writeOnly("mapping", resizing::map)))
                .part(new State())
                .part(new Mappings());
    }

    private static String resource(DaxDevice device) {
        long start = device.ranges().isEmpty()
                ? device.region().range().start()
                : device.ranges().getFirst().range().start();
        return "0x%x\n".formatted(start);
    }

    private static String uevent(DaxDevice device) {
        Driver<?> driver = device.driver();
        return "MAJOR=" + DaxDevice.MAJOR + "\nMINOR=" + device.minor() + "\nDEVNAME=" + device.name() + "\n"
                + (driver == null ? "" : "DRIVER=" + driver.name() + "\n") + "MODALIAS=dax:t0\n";
    }

    private void sendUevent(DaxDevice device, String value, Task task) throws ErrnoException {
        Uevents.Source source = new Uevents.Source(device.path(), "dax", List.of(device.environment()));
        Uevents.send(machine.kernel(), source, value);
    }

    private void setMemmap(DaxDevice device, String value, Task task) throws ErrnoException {
        MemmapOutcome outcome = dax.setMemmapOnMemory(device, Values.truth(value));
        switch (outcome) {
            case DONE -> {}
            case UNSUPPORTED ->
                throw new ErrnoException(Errno.EOPNOTSUPP, "the kernel was booted without memmap_on_memory");
            case BUSY -> throw new ErrnoException(Errno.EBUSY, device.name() + " is bound to kmem");
        }
    }

    private static String targetNode(DaxDevice device) {
        return device.region().targetNode().orElse(-1) + "\n";
    }

    private static String align(DaxDevice device) {
        return device.align() + "\n";
    }

    private static String size(DaxDevice device) {
        return device.size() + "\n";
    }

    /** An attribute that only some devices have. */
    private final class Sometimes implements Layout.Part<DaxDevice> {
        private final int slot;
        private final Predicate<DaxDevice> has;
        private final Attribute<DaxDevice> attribute;

        Sometimes(int slot, Predicate<DaxDevice> has, Attribute<DaxDevice> attribute) {
            this.slot = slot;
            this.has = has;
            this.attribute = attribute;
        }

        @Override
        public Optional<Node> lookUp(Thing<DaxDevice> thing, String name) {
            return name.equals(attribute.name()) && has.test(thing.object())
                    ? Optional.of(new AttributeFile<>(
                            context, thing, thing.inode() + slot, attribute, AttributeFile.SYSFS_SIZE))
                    : Optional.empty();
        }

        @Override
        public void list(Thing<DaxDevice> thing, List<Entry> entries) {
            lookUp(thing, attribute.name()).ifPresent(node -> entries.add(new Entry(attribute.name(), node)));
        }
    }

    /** {@code state}, which devices have while they are bound to kmem; each time it is a new file. */
    private final class State implements Layout.Part<DaxDevice> {
        @Override
        public Optional<Node> lookUp(Thing<DaxDevice> thing, String name) {
            KmemBinding binding = thing.object().kmem();
            if (binding == null || !name.equals("state")) {
                return Optional.empty();
            }
            Bound bound = new Bound(thing.object(), binding);
            Thing<Bound> boundThing = Thing.of(
                    bound,
                    thing.path(),
                    binding.serial(),
                    () -> thing.exists() && thing.object().kmem() == binding);
            return Optional.of(
                    new AttributeFile<>(context, boundThing, boundThing.inode(), state, AttributeFile.SYSFS_SIZE));
        }

        @Override
        public void list(Thing<DaxDevice> thing, List<Entry> entries) {
            lookUp(thing, "state").ifPresent(node -> entries.add(new Entry("state", node)));
        }
    }

    private static String state(Bound bound) {
        return bound.binding().state().word() + "\n";
    }

    private void setState(Bound bound, String value, Task task) throws ErrnoException {
        KmemState wanted =
                KmemState.asked(Values.word(value)).orElseThrow(() -> Values.invalid(value, "a state to ask for"));
        String name = bound.device().name();
        switch (dax.kmem().setState(bound.device(), wanted, task)) {
            case StateOutcome.Done _ -> {}
            case StateOutcome.NotBound _ -> throw new ErrnoException(Errno.ENODEV, name + " is not bound to kmem");
            case StateOutcome.AlreadyPlugged(KmemState current) ->
                throw new ErrnoException(Errno.EBUSY, name + " is " + current.word() + " and must be unplugged first");
            case StateOutcome.NothingReserved _ ->
                throw new ErrnoException(Errno.EBUSY, "no range of " + name + " could be reserved");
            case StateOutcome.Refused(var reason) -> throw Answers.of(reason);
        }
    }

    /** The {@code mappingN} directories, one for each range. */
    private final class Mappings implements Layout.Part<DaxDevice> {
        @Override
        public Optional<Node> lookUp(Thing<DaxDevice> thing, String name) {
            return thing.object().ranges().stream()
                    .filter(range -> name.equals("mapping" + range.mapping()))
                    .findFirst()
                    .map(range -> directory(thing, range));
        }

        @Override
        public void list(Thing<DaxDevice> thing, List<Entry> entries) {
            for (DaxRange range : thing.object().ranges()) {
                entries.add(new Entry("mapping" + range.mapping(), directory(thing, range)));
            }
        }

        private Node directory(Thing<DaxDevice> thing, DaxRange range) {
            Mapping mapping = new Mapping(thing.object(), range.serial());
            return new ThingDirectory<>(
                    Thing.of(
                            mapping,
                            thing.path() + "/mapping" + range.mapping(),
                            range.serial(),
                            () -> thing.exists() && mapping.range().isPresent()),
                    mappingLayout);
        }
    }

    /** A range of a device, which may grow, shrink and go away. */
    private record Mapping(DaxDevice device, long serial) {
        Optional<DaxRange> range() {
            return device.ranges().stream()
                    .filter(range -> range.serial() == serial)
                    .findFirst();
        }

        String show(ToLongFunction<DaxRange> value) throws ErrnoException {
            DaxRange range = range().orElseThrow(
                            () -> new ErrnoException(Errno.ENXIO, "a range of " + device.name() + " is gone"));
            return "0x%x\n".formatted(value.applyAsLong(range));
        }
    }

    private Layout<Mapping> mappingLayout() {
        return new Layout<Mapping>(context)
                .attribute(Attribute.readOnlyForRoot(
                        "end", mapping -> mapping.show(range -> range.range().last())))
                .attribute(Attribute.readOnlyForRoot("page_offset", mapping -> mapping.show(DaxRange::pageOffset)))
                .attribute(Attribute.readOnlyForRoot(
                        "start", mapping -> mapping.show(range -> range.range().start())))
                // A device without bus and class: what is sent goes to nobody.
                .attribute(Attribute.readWrite("uevent", _ -> "", (_, value, _) -> Uevents.requireAction(value)));
    }
}
