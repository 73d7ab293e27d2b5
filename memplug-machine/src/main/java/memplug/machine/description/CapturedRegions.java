package memplug.machine.description;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import memplug.machine.description.MachineDescription.BootDriver;
import memplug.machine.description.MachineDescription.Device;
import memplug.machine.description.MachineDescription.Region;
import memplug.machine.phys.PhysicalRange;

/** Captures dax regions and their devices. */
final class CapturedRegions {
    private static final String DEVICES = "sys/bus/dax/devices";
    private static final Pattern DEVICE = Pattern.compile("dax(\\d{1,5})\\.(\\d{1,5})");

    /** A device, and the directory it has below its region's. */
    private record Seen(Device device, String directory) {}

    private final Root root;
    private final Iomem iomem;

    CapturedRegions(Root root, Iomem iomem) {
        this.root = root;
        this.iomem = iomem;
    }

    /** {@return the regions, ascending} */
    List<Region> read() {
        Map<Integer, List<Seen>> devices = new TreeMap<>();
        for (String name : root.names(DEVICES)) {
            Matcher numbers = DEVICE.matcher(name);
            Optional<String> directory = root.target(DEVICES + "/" + name);
            if (numbers.matches() && directory.isPresent()) {
                device(name, Integer.parseInt(numbers.group(2)), directory.get())
                        .ifPresent(each -> devices.computeIfAbsent(
                                        Integer.parseInt(numbers.group(1)), _ -> new ArrayList<>())
                                .add(each));
            }
        }
        List<Region> regions = new ArrayList<>();
        devices.forEach((id, seen) -> region(id, seen).ifPresent(regions::add));
        return regions;
    }

    private Optional<Seen> device(String name, int id, String directory) {
        List<PhysicalRange> ranges = new ArrayList<>();
        for (String mapping : mappings(directory)) {
            OptionalLong start = hex(mapping + "/start");
            OptionalLong last = hex(mapping + "/end");
            if (start.isEmpty() || last.isEmpty()) {
                root.note(name + " is left out: its addresses cannot be seen");
                return Optional.empty();
            }
            ranges.add(new PhysicalRange(start.getAsLong(), last.getAsLong() + 1));
        }
        return Optional.of(new Seen(new Device(id, driver(name, directory), ranges), directory));
    }

    private List<String> mappings(String directory) {
        return root.names(directory).stream()
                .filter(each -> Numbers.suffix(each, "mapping").isPresent())
                .map(each -> directory + "/" + each)
                .sorted(Comparator.comparingLong(
                        each -> hex(each + "/page_offset").orElse(0)))
                .toList();
    }

    private BootDriver driver(String name, String directory) {
        Optional<String> driver =
                root.target(directory + "/driver").map(target -> target.substring(target.lastIndexOf('/') + 1));
        if (driver.isPresent() && !Words.DRIVERS.containsKey(driver.get())) {
            root.note("%s is bound to %s, which is taken for none".formatted(name, driver.get()));
        }
        return driver.map(Words.DRIVERS::get).orElse(BootDriver.NONE);
    }

    private Optional<Region> region(int id, List<Seen> seen) {
        String directory = seen.getFirst().directory();
        String parent = directory.substring(0, directory.lastIndexOf('/'));
        MachineDescription.Provider provider = provider(parent);
        List<Device> devices = seen.stream()
                .map(Seen::device)
                .sorted(Comparator.comparingInt(Device::id))
                .toList();
        Optional<PhysicalRange> range = range(parent, directory, devices);
        if (range.isEmpty()) {
            root.note("dax region %d is left out: its addresses cannot be seen".formatted(id));
            return Optional.empty();
        }
        return Optional.of(new Region(
                id,
                provider,
                range.get(),
                parent.substring("sys/devices/".length()),
                provider == MachineDescription.Provider.PMEM ? namespace(parent, range.get()) : range.get(),
                align(parent, directory),
                number(directory + "/target_node"),
                number(directory + "/numa_node").orElse(0),
                devices));
    }

    private static MachineDescription.Provider provider(String parent) {
        if (parent.contains("/ndbus")) {
            return MachineDescription.Provider.PMEM;
        }
        return parent.contains("/decoder") ? MachineDescription.Provider.CXL : MachineDescription.Provider.HMEM;
    }

    /** No file says where a region begins; its devices and /proc/iomem do. */
    private Optional<PhysicalRange> range(String parent, String directory, List<Device> devices) {
        List<PhysicalRange> ranges = devices.stream()
                .flatMap(each -> each.ranges().stream())
                .sorted()
                .toList();
        OptionalLong size =
                root.text(parent + "/dax_region/size").map(Numbers::decimal).orElse(OptionalLong.empty());
        if (size.isEmpty() || size.getAsLong() == 0) {
            return Optional.empty();
        }
        if (ranges.isEmpty()) {
            // Of a device without ranges, it is the region's first address.
            OptionalLong start = hex(directory + "/resource");
            return start.isPresent()
                    ? Optional.of(PhysicalRange.ofSize(start.getAsLong(), size.getAsLong()))
                    : Optional.empty();
        }
        PhysicalRange used =
                new PhysicalRange(ranges.getFirst().start(), ranges.getLast().end());
        return Optional.of(iomem.holding(used, size.getAsLong())
                .orElseGet(() -> PhysicalRange.ofSize(used.start(), Math.max(used.size(), size.getAsLong()))));
    }

    /** {@return the addresses of a region's namespace, which begins before it} */
    private PhysicalRange namespace(String parent, PhysicalRange range) {
        Optional<String> name = root.text(parent + "/namespace");
        OptionalLong start = name.flatMap(iomem::named)
                .map(each -> OptionalLong.of(each.start()))
                .orElseGet(() -> name.map(
                                each -> hex(parent.substring(0, parent.lastIndexOf('/') + 1) + each + "/resource"))
                        .orElse(OptionalLong.empty()));
        if (start.isEmpty() || start.getAsLong() > range.start()) {
            root.note("the namespace of %s is taken to have no metadata".formatted(parent));
            return range;
        }
        return new PhysicalRange(start.getAsLong(), range.end());
    }

    private long align(String parent, String directory) {
        return root.text(directory + "/align")
                .or(() -> root.text(parent + "/dax_region/align"))
                .map(Numbers::decimal)
                .orElse(OptionalLong.empty())
                .orElse(RegionDraft.DEFAULT_ALIGN);
    }

    private OptionalLong hex(String file) {
        return root.text(file).map(Numbers::hex).orElse(OptionalLong.empty());
    }

    private OptionalInt number(String file) {
        return root.text(file).map(Numbers::small).orElse(OptionalInt.empty());
    }
}
