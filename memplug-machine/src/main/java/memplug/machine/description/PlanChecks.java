package memplug.machine.description;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import memplug.machine.description.MachineDescription.FirmwareType;
import memplug.machine.description.MachineDescription.Resource;
import memplug.machine.phys.ByteSize;
import memplug.machine.phys.PhysicalRange;

/** Checks whether all parts of a machine fit together. */
final class PlanChecks {
    /** A process maps 4 TiB at most. */
    private static final long MOST_BYTES = 4 * ByteSize.TIB;

    private PlanChecks() {}

    /** Notes what does not fit. */
    static void check(Plan plan) {
        new NodeChecks(plan).check();
        new MemoryChecks(plan).check();
        new RegionChecks(plan).check();
        new VirtioMemChecks(plan).check();
        plan.draft().dimms().ifPresent(dimms -> new DimmChecks(plan).check(dimms));
        checkResources(plan);
        checkProcesses(plan);
    }

    private static void checkProcesses(Plan plan) {
        Set<String> names = new TreeSet<>();
        long memory = memory(plan);
        for (ProcessDraft each : plan.draft().processes()) {
            each.process()
                    .nodes()
                    .forEach(node -> checkNode(plan, node, each.at().at("nodes")));
            checkSizes(each, memory);
            if (!names.add(each.process().name())) {
                each.at()
                        .at("name")
                        .mistake("process %s is there twice; expected names that differ"
                                .formatted(each.process().name()));
            }
        }
    }

    private static void checkSizes(ProcessDraft process, long memory) {
        long size = process.process().size();
        if (size > memory) {
            process.at()
                    .at("size")
                    .mistake("size %s is more than the machine ever has; expected at most %s"
                            .formatted(ByteSize.format(size), ByteSize.format(memory)));
        }
        checkPart(process, "locked", process.process().locked());
        checkPart(process, "pinned", process.process().pinned());
    }

    private static void checkPart(ProcessDraft process, String key, long part) {
        long size = process.process().size();
        if (part > size) {
            process.at()
                    .at(key)
                    .mistake("%s %s is more than the size; expected at most %s"
                            .formatted(key, ByteSize.format(part), ByteSize.format(size)));
        }
    }

    /** As much as all of its memory would be, but not more than a process maps. */
    private static long memory(Plan plan) {
        LongStream sizes = Stream.of(
                        plan.memoryMap().stream()
                                .filter(each -> each.type() == FirmwareType.SYSTEM_RAM)
                                .map(MachineDescription.FirmwareRange::range),
                        plan.regions().stream().map(each -> each.value().range()),
                        plan.virtioMem().stream().map(each -> each.value().range()),
                        plan.draft().dimms().stream()
                                .flatMap(dimms -> dimms.atBoot().stream())
                                .map(each -> each.value().range()))
                .flatMap(each -> each)
                .mapToLong(PhysicalRange::size);
        return Math.min(MOST_BYTES, sizes.sum());
    }

    /** Notes a mistake if there is no such node. */
    static void checkNode(Plan plan, int id, Value at) {
        List<String> ids = plan.nodes().stream()
                .map(node -> String.valueOf(node.value().id()))
                .toList();
        if (!ids.contains(String.valueOf(id))) {
            String expected = ids.size() == 1 ? ids.getFirst() : "one of " + String.join(", ", ids);
            at.mistake("node %d does not exist; expected %s".formatted(id, expected));
        }
    }

    /** The entries of /proc/iomem are a tree. */
    private static void checkResources(Plan plan) {
        List<PhysicalRange> others = new ArrayList<>(Stream.concat(
                        plan.memoryMap().stream().map(MachineDescription.FirmwareRange::range),
                        Stream.concat(
                                plan.regions().stream().map(each -> MemoryMap.footprint(each.value())),
                                plan.virtioMem().stream()
                                        .map(each -> each.value().range())))
                .toList());
        for (Placed<Resource> resource : plan.resources()) {
            PhysicalRange range = resource.value().range();
            others.stream()
                    .filter(other -> Ranges.cross(range, other))
                    .findFirst()
                    .ifPresent(other -> resource.at()
                            .at("range")
                            .mistake("range %s lies across an end of %s; expected it inside or outside"
                                    .formatted(Ranges.text(range), Ranges.text(other))));
            others.add(range);
        }
    }
}
