package memplug.machine.description;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import memplug.machine.description.MachineDescription.FirmwareRange;
import memplug.machine.description.MachineDescription.FirmwareType;
import memplug.machine.description.MachineDescription.Region;
import memplug.machine.description.MachineDescription.Reservation;
import memplug.machine.description.MachineDescription.Resource;
import memplug.machine.description.MachineDescription.VirtioMem;
import memplug.machine.phys.PhysicalRange;

/** Describes a machine by its files: a real one, or one of memplug's. */
public final class Capture {
    /** What a machine of memplug's serves its own description as. */
    private static final String OWN_DESCRIPTION = "sys/kernel/debug/memplug/machine";

    private final Root root;

    private Capture(Root root) {
        this.root = root;
    }

    /**
     * {@return the machine that the files below a root show, and what they did not show}
     *
     * <p>A machine of memplug's says itself what it was booted from, in {@code sys/kernel/debug/memplug/machine}. Of any
     * other one, files show only in sum what was reserved while booting and what the kernel and files hold; these are
     * reservations without a purpose, at places where they might be. Nothing is written, and no file is read but for
     * those below {@code sys} and {@code proc}.
     *
     * @param root the directory that holds {@code sys} and {@code proc}, of any file system
     * @throws DescriptionException if the files show too little, or contradict one another; the message is one line
     */
    public static Captured capture(Path root) throws DescriptionException {
        List<String> notes = new ArrayList<>();
        Root files = new Root(root.toAbsolutePath().normalize(), notes);
        Optional<String> own = files.has(OWN_DESCRIPTION) ? files.text(OWN_DESCRIPTION) : Optional.empty();
        if (own.isPresent()) {
            return new Captured(DescriptionReader.read(own.get(), "/" + OWN_DESCRIPTION), notes);
        }
        MachineDescription derived = new Capture(files).derive();
        // Whoever captures a machine wants to boot it: let the reader judge it as it will judge the file.
        return new Captured(DescriptionReader.read(DescriptionWriter.write(derived), "captured machine"), notes);
    }

    private MachineDescription derive() throws DescriptionException {
        Iomem iomem = Iomem.read(root);
        List<ZoneInfo.Zone> zones = ZoneInfo.read(root);
        CapturedDimms dimms = new CapturedDimms(root);
        List<FirmwareRange> firmwareMap = dimms.withoutAdded(CapturedFirmware.read(root, iomem));
        List<Region> regions = new CapturedRegions(root, iomem).read();
        List<VirtioMem> virtioMem = new CapturedVirtioMem(root, iomem).read();
        List<FirmwareRange> memoryMap = MemoryMap.of(firmwareMap, regions);
        CapturedNodes nodes = new CapturedNodes(root, regions);
        SortedMap<Integer, List<PhysicalRange>> ranges = nodes.ranges(ram(memoryMap), zones);
        SortedMap<Integer, List<PhysicalRange>> ram = new TreeMap<>();
        ranges.forEach((id, each) -> ram.put(id, Ranges.within(ram(memoryMap), each)));
        List<Reservation> reservations = new CapturedReservations(iomem, ram).of(zones);
        Map<Integer, Long> memmap = new PluggedBlocks(root).memmap(regions, virtioMem, ram);
        dimms.memmap(ram).forEach((node, bytes) -> memmap.merge(node, bytes, Long::sum));
        CapturedKernel kernel = new CapturedKernel(root);
        requireRam(memoryMap);
        return new MachineDescription(
                name(),
                CapturedNodes.blockSize(root),
                kernel.isVirtual(),
                firmwareMap,
                nodes.ids().stream()
                        .map(id -> nodes.node(
                                id,
                                ranges.getOrDefault(id, List.of()),
                                free(id, ram, reservations),
                                memmap.getOrDefault(id, 0L)))
                        .toList(),
                nodes.distances(),
                reservations,
                resources(iomem, memoryMap, regions, virtioMem),
                regions,
                virtioMem,
                dimms.value(),
                kernel.kernel(),
                kernel.features(),
                List.of());
    }

    private String name() {
        return root.text("proc/sys/kernel/hostname")
                .filter(each -> !each.isBlank() && Quoted.isPrintable(each))
                .orElse("captured");
    }

    private static List<PhysicalRange> ram(List<FirmwareRange> memoryMap) {
        return memoryMap.stream()
                .filter(each -> each.type() == FirmwareType.SYSTEM_RAM)
                .flatMap(each -> Ranges.wholePages(each.range()))
                .toList();
    }

    private void requireRam(List<FirmwareRange> memoryMap) throws DescriptionException {
        if (ram(memoryMap).isEmpty()) {
            throw new DescriptionException(root.path()
                    + ": shows no RAM; expected /sys/firmware/memmap, or /proc/iomem as the superuser sees it");
        }
    }

    private static long free(int node, SortedMap<Integer, List<PhysicalRange>> ram, List<Reservation> reservations) {
        return Ranges.size(ram.getOrDefault(node, List.of()))
                - reservations.stream()
                        .filter(each -> each.node() == node)
                        .mapToLong(Reservation::size)
                        .sum();
    }

    /** {@return what /proc/iomem shows beside what follows from the memory map and from dax regions} */
    private List<Resource> resources(
            Iomem iomem, List<FirmwareRange> memoryMap, List<Region> regions, List<VirtioMem> virtioMem) {
        List<PhysicalRange> others = new ArrayList<>();
        memoryMap.forEach(each -> others.add(each.range()));
        regions.forEach(each -> others.add(MemoryMap.footprint(each)));
        virtioMem.forEach(each -> others.add(each.range()));
        List<Resource> resources = new ArrayList<>();
        for (Iomem.Entry entry : iomem.entries()) {
            PhysicalRange range = entry.range();
            if (!follows(entry, regions) && virtioMem.stream().noneMatch(each -> isRegionOf(each, entry))) {
                if (others.stream().anyMatch(other -> Ranges.cross(range, other))) {
                    root.note("%s %s lies across an end of another entry of /proc/iomem and is left out"
                            .formatted(Quoted.shown(entry.name()), Ranges.text(range)));
                } else {
                    others.add(range);
                    resources.add(new Resource(range, Quoted.printable(entry.name())));
                }
            }
        }
        return resources;
    }

    private static boolean isRegionOf(VirtioMem device, Iomem.Entry entry) {
        return entry.range().equals(device.range()) && device.path().endsWith("/" + entry.name());
    }

    private static boolean follows(Iomem.Entry entry, List<Region> regions) {
        boolean isOfMap =
                entry.depth() == 0 && CapturedFirmware.type(entry.name()).isPresent();
        boolean isRam = entry.name().startsWith("System RAM");
        boolean isOfRegion = entry.name().matches("dax\\d+\\.\\d+|region\\d+|namespace\\d+\\.\\d+")
                && regions.stream().anyMatch(each -> MemoryMap.footprint(each).overlaps(entry.range()));
        return isOfMap || isRam || isOfRegion;
    }
}
