package memplug.machine.description;

import java.util.List;
import java.util.function.Function;
import memplug.machine.description.MachineDescription.Device;
import memplug.machine.description.MachineDescription.Dimms;
import memplug.machine.description.MachineDescription.Features;
import memplug.machine.description.MachineDescription.Kernel;
import memplug.machine.description.MachineDescription.Node;
import memplug.machine.description.MachineDescription.Region;
import memplug.machine.description.MachineDescription.Reservation;
import memplug.machine.description.MachineDescription.VirtioMem;
import memplug.machine.phys.ByteSize;
import memplug.machine.phys.PhysicalRange;

/** Writes machine files. */
public final class DescriptionWriter {
    private final StringBuilder text = new StringBuilder();

    private DescriptionWriter() {}

    /**
     * {@return a machine file that leaves nothing out; {@link DescriptionReader#read} makes an equal machine of it}
     *
     * @param machine the machine
     */
    public static String write(MachineDescription machine) {
        DescriptionWriter writer = new DescriptionWriter();
        writer.machine(machine);
        return writer.text.toString();
    }

    private void machine(MachineDescription machine) {
        line("name: %s", Quoted.yaml(machine.name()));
        machine.blockSize().ifPresent(size -> line("block-size: %s", ByteSize.format(size)));
        line("virtual: %s", machine.virtual());
        list(
                "firmware-map",
                machine.firmwareMap(),
                each -> "{range: %s, type: %s}"
                        .formatted(
                                Ranges.text(each.range()),
                                Quoted.yaml(each.type().word())));
        line("nodes:");
        machine.nodes().forEach(this::node);
        list("distances", machine.distances(), List::toString);
        list("reservations", machine.reservations(), DescriptionWriter::reservation);
        list(
                "resources",
                machine.resources(),
                each -> "{range: %s, name: %s}".formatted(Ranges.text(each.range()), Quoted.yaml(each.name())));
        line(machine.regions().isEmpty() ? "dax-regions: []" : "dax-regions:");
        machine.regions().forEach(this::region);
        list("virtio-mem", machine.virtioMem(), DescriptionWriter::virtioMem);
        dimms(machine.dimms());
        kernel(machine.kernel());
        features(machine.features());
        list("processes", machine.processes(), DescriptionWriter::process);
    }

    private static String process(MachineDescription.Holder process) {
        return "{name: %s, size: %s, policy: %s, nodes: %s, kind: %s, locked: %s, pinned: %s}"
                .formatted(
                        Quoted.yaml(process.name()),
                        ByteSize.format(process.size()),
                        process.policy(),
                        process.nodes(),
                        process.kind(),
                        ByteSize.format(process.locked()),
                        ByteSize.format(process.pinned()));
    }

    private void line(String format, Object... values) {
        text.append(values.length == 0 ? format : format.formatted(values)).append('\n');
    }

    private <T> void list(String key, List<T> entries, Function<T, String> write) {
        line(entries.isEmpty() ? key + ": []" : key + ":");
        entries.forEach(each -> line("  - %s", write.apply(each)));
    }

    private static String ranges(List<PhysicalRange> ranges) {
        return ranges.stream().map(Ranges::text).toList().toString();
    }

    private void node(Node node) {
        line("  - id: %d", node.id());
        line("    cpus: %s", node.cpus().isEmpty() ? "[]" : CpuList.format(node.cpus()));
        line("    ranges: %s", ranges(node.ranges()));
        line("    memory-used: %s", ByteSize.format(node.memoryUsed()));
        line("    page-cache: %s", ByteSize.format(node.pageCache()));
    }

    private static String reservation(Reservation reservation) {
        String at = reservation.at().isPresent()
                ? "at: 0x%x, ".formatted(reservation.at().getAsLong())
                : "";
        return "{name: %s, node: %d, %ssize: %s}"
                .formatted(
                        Quoted.yaml(reservation.name()), reservation.node(), at, ByteSize.format(reservation.size()));
    }

    private void region(Region region) {
        line("  - id: %d", region.id());
        line("    provider: %s", Words.lowerCase(region.provider()));
        line("    range: %s", Ranges.text(region.range()));
        line("    path: %s", Quoted.yaml(region.path()));
        if (region.provider() == MachineDescription.Provider.PMEM) {
            line("    namespace: %s", Ranges.text(region.namespace()));
        }
        line("    align: %s", ByteSize.format(region.align()));
        region.targetNode().ifPresent(node -> line("    target-node: %d", node));
        line("    numa-node: %d", region.numaNode());
        line(region.devices().isEmpty() ? "    devices: []" : "    devices:");
        region.devices().forEach(this::device);
    }

    private static String virtioMem(VirtioMem device) {
        return "{name: %s, range: %s, block-size: %s, node: %d, path: %s, requested-size: %s}"
                .formatted(
                        Quoted.yaml(device.name()),
                        Ranges.text(device.range()),
                        ByteSize.format(device.blockSize()),
                        device.node(),
                        Quoted.yaml(device.path()),
                        ByteSize.format(device.requestedSize()));
    }

    private void device(Device device) {
        line("      - id: %d", device.id());
        line("        driver: %s", Words.lowerCase(device.driver()));
        line("        ranges: %s", ranges(device.ranges()));
    }

    private void dimms(Dimms dimms) {
        if (!dimms.equals(Dimms.NONE)) {
            line("dimms:");
            line("  slots: %d", dimms.slots());
            line("  demand-offline: %s", dimms.demandOffline());
            line(dimms.atBoot().isEmpty() ? "  at-boot: []" : "  at-boot:");
            dimms.atBoot()
                    .forEach(each -> line(
                            "    - {name: %s, slot: %d, node: %d, range: %s}",
                            Quoted.yaml(each.name()), each.slot(), each.node(), Ranges.text(each.range())));
        }
    }

    private void kernel(Kernel kernel) {
        line("kernel:");
        line("  command-line: %s", Quoted.yaml(kernel.commandLine()));
        line("  auto-online-blocks: %s", kernel.autoOnlineBlocks());
        line("  movable-node: %s", kernel.movableNode());
        line("  memmap-on-memory: %s", kernel.memmapOnMemory());
        line("  online-policy: %s", kernel.onlinePolicy());
        line("  auto-movable-ratio: %d", kernel.autoMovableRatio());
        line("  auto-movable-numa-aware: %s", kernel.autoMovableNumaAware());
        line(kernel.other().isEmpty() ? "  other: {}" : "  other:");
        kernel.other().forEach((name, value) -> line("    %s: %s", Quoted.yaml(name), Quoted.yaml(value)));
    }

    private void features(Features features) {
        line("features:");
        line("  hot-remove: %s", features.hotRemove());
        line("  memory-failure: %s", features.memoryFailure());
        line("  probe: %s", features.probe());
        line("  notifier-error-injection: %s", features.notifierErrorInjection());
        line("  crash-hotplug: %s", features.crashHotplug());
        line("  online-clears-poison: %s", features.onlineClearsPoison());
        line("  page-cgroup: %s", features.pageCgroup());
    }
}
