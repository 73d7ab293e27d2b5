package memplug.machine.description;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import memplug.machine.description.MachineDescription.FirmwareRange;
import memplug.machine.description.MachineDescription.FirmwareType;
import memplug.machine.phys.PhysicalRange;

/** Captures the firmware's memory map. */
final class CapturedFirmware {
    private static final String DIRECTORY = "sys/firmware/memmap";

    private CapturedFirmware() {}

    /** {@return the map, ascending; of a kernel that does not show it, what /proc/iomem says} */
    static List<FirmwareRange> read(Root root, Iomem iomem) {
        List<FirmwareRange> map = asNumbered(root);
        if (map.isEmpty()) {
            root.note("/sys/firmware/memmap is missing; the firmware's map is made of /proc/iomem");
            for (Iomem.Entry entry : iomem.outermost()) {
                type(entry.name()).ifPresent(type -> map.add(new FirmwareRange(entry.range(), type)));
            }
        }
        map.sort(Comparator.comparing(FirmwareRange::range));
        return withoutOverlaps(root, map);
    }

    /** {@return the entries in the order of their numbers, as far as they are ranges} */
    static List<FirmwareRange> asNumbered(Root root) {
        List<FirmwareRange> map = new ArrayList<>();
        for (String name : root.names(DIRECTORY)) {
            entry(root, DIRECTORY + "/" + name).ifPresent(map::add);
        }
        return map;
    }

    private static Optional<FirmwareRange> entry(Root root, String directory) {
        OptionalLong start = hex(root, directory + "/start");
        OptionalLong last = hex(root, directory + "/end");
        String word = root.text(directory + "/type").orElse("");
        if (start.isEmpty() || last.isEmpty() || last.getAsLong() < start.getAsLong()) {
            root.note("/%s is left out: it is no range".formatted(directory));
            return Optional.empty();
        }
        if (type(word).isEmpty()) {
            root.note("/%s is of type %s, which is taken for Reserved".formatted(directory, Quoted.shown(word)));
        }
        return Optional.of(new FirmwareRange(
                new PhysicalRange(start.getAsLong(), last.getAsLong() + 1),
                type(word).orElse(FirmwareType.RESERVED)));
    }

    private static OptionalLong hex(Root root, String file) {
        return root.text(file).map(Numbers::hex).orElse(OptionalLong.empty());
    }

    /** {@return what a word of either file means, if it means anything to the memory map} */
    static Optional<FirmwareType> type(String word) {
        return Words.FIRMWARE_TYPES.entrySet().stream()
                .filter(each -> each.getKey().equalsIgnoreCase(word))
                .map(java.util.Map.Entry::getValue)
                .findFirst();
    }

    private static List<FirmwareRange> withoutOverlaps(Root root, List<FirmwareRange> map) {
        List<FirmwareRange> kept = new ArrayList<>();
        for (FirmwareRange each : map) {
            if (kept.isEmpty() || !kept.getLast().range().overlaps(each.range())) {
                kept.add(each);
            } else {
                root.note("the firmware's range %s overlaps another and is left out"
                        .formatted(Ranges.text(each.range())));
            }
        }
        return kept;
    }
}
