package memplug.machine.description;

import memplug.machine.description.MachineDescription.FirmwareRange;
import memplug.machine.description.MachineDescription.VirtioMem;
import memplug.machine.phys.ByteSize;
import memplug.machine.phys.PhysicalRange;

/** Checks whether the virtio-mem devices of a machine fit together, and with the rest of it. */
final class VirtioMemChecks {
    private final Plan plan;
    private final Unique names = new Unique("virtio-mem device");
    private final Unique paths = new Unique("virtio device");
    private final Claims claims = new Claims();

    VirtioMemChecks(Plan plan) {
        this.plan = plan;
    }

    void check() {
        plan.virtioMem().forEach(this::check);
    }

    private void check(Placed<VirtioMem> device) {
        VirtioMem value = device.value();
        Fields at = device.at();
        names.take(value.name(), at.at("name"));
        paths.take(value.path().substring(value.path().lastIndexOf('/') + 1), at.at("path"));
        claims.claim(value.range(), at.at("range"));
        at.get("node").ifPresent(each -> PlanChecks.checkNode(plan, value.node(), each));
        checkSizes(value, at);
        checkFree(value.range(), at.at("range"));
    }

    private static void checkSizes(VirtioMem value, Fields at) {
        if (!value.range().isAligned(value.blockSize())) {
            at.at("range")
                    .mistake("range %s is misaligned; expected a start and a size that are multiples of %s"
                            .formatted(Ranges.text(value.range()), ByteSize.format(value.blockSize())));
        }
        if (value.requestedSize() % value.blockSize() != 0
                || value.requestedSize() > value.range().size()) {
            at.at("requested-size")
                    .mistake("requested-size %s cannot be plugged; expected a multiple of %s, at most %s"
                            .formatted(
                                    ByteSize.format(value.requestedSize()),
                                    ByteSize.format(value.blockSize()),
                                    ByteSize.format(value.range().size())));
        }
    }

    /** Nothing that the firmware knows, and no dax region, may lie there. */
    private void checkFree(PhysicalRange range, Value at) {
        plan.memoryMap().stream()
                .filter(other -> other.range().overlaps(range))
                .findFirst()
                .map(FirmwareRange::range)
                .or(() -> plan.regions().stream()
                        .map(each -> MemoryMap.footprint(each.value()))
                        .filter(range::overlaps)
                        .findFirst())
                .ifPresent(other -> at.mistake("range %s overlaps %s; expected addresses that nothing else has"
                        .formatted(Ranges.text(range), Ranges.text(other))));
    }
}
