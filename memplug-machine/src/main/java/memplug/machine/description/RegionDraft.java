package memplug.machine.description;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import memplug.machine.description.MachineDescription.BootDriver;
import memplug.machine.phys.ByteSize;
import memplug.machine.phys.PhysicalRange;

/** A dax region as the file writes it. What is left out is nothing. */
record RegionDraft(
        Fields at,
        int id,
        MachineDescription.Provider provider,
        Optional<PhysicalRange> range,
        Optional<String> path,
        Optional<PhysicalRange> namespace,
        long align,
        OptionalInt targetNode,
        OptionalInt numaNode,
        Optional<List<DeviceDraft>> devices) {

    /** A dax device as the file writes it. */
    record DeviceDraft(Fields at, int id, Optional<BootDriver> driver, Optional<List<PhysicalRange>> ranges) {
        static DeviceDraft read(Value value, int defaultId) {
            Fields at = value.fields("id", "driver", "ranges");
            return new DeviceDraft(
                    at,
                    at.get("id").map(RegionDraft::id).orElse(defaultId),
                    at.get("driver").map(each -> each.word(Words.DRIVERS)),
                    at.get("ranges").map(NodeDraft::ranges));
        }
    }

    static final long DEFAULT_ALIGN = 2 * ByteSize.MIB;
    private static final int HIGHEST_ID = 65535;
    private static final int MOST_DEVICES = 4096;
    private static final String A_PATH = "a path below /sys/devices, such as platform/hmem.0";

    static RegionDraft read(Value value, int defaultId) {
        Fields at = value.fields(
                "id", "provider", "range", "path", "namespace", "align", "target-node", "numa-node", "devices");
        return new RegionDraft(
                at,
                at.get("id").map(RegionDraft::id).orElse(defaultId),
                at.need("provider", "cxl")
                        .map(each -> each.word(Words.PROVIDERS))
                        .orElse(MachineDescription.Provider.CXL),
                at.need("range", "0x100000000-0x13fffffff").flatMap(Amounts::range),
                at.get("path").map(RegionDraft::path),
                at.get("namespace").flatMap(Amounts::range),
                at.get("align").map(RegionDraft::align).orElse(DEFAULT_ALIGN),
                at.number("target-node", NodeDraft::id),
                at.number("numa-node", NodeDraft::id),
                at.get("devices").map(RegionDraft::devices));
    }

    private static int id(Value value) {
        return Amounts.number(value, 0, HIGHEST_ID);
    }

    private static List<DeviceDraft> devices(Value value) {
        List<DeviceDraft> devices = new ArrayList<>();
        for (Value each : value.items("device", MOST_DEVICES)) {
            devices.add(DeviceDraft.read(each, devices.size()));
        }
        return devices;
    }

    private static long align(Value value) {
        long align = Amounts.size(value);
        if (align != 4 * ByteSize.KIB && align != DEFAULT_ALIGN && align != ByteSize.GIB) {
            value.wrong("is no alignment of a dax region", "4KiB, 2MiB or 1GiB");
        }
        return align;
    }

    static String path(Value value) {
        String path = value.text();
        if (!path.matches("[^/\\s]+(/[^/\\s]+)*") || path.matches("(.*/)?\\.{1,2}(/.*)?")) {
            value.wrong("is no path", A_PATH);
        }
        return path;
    }
}
