package memplug.tree.procfs;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import memplug.machine.Machine;
import memplug.machine.description.MachineDescription;
import memplug.machine.description.MachineDescription.BootDriver;
import memplug.machine.description.MachineDescription.Features;
import memplug.machine.description.MachineDescription.FirmwareRange;
import memplug.machine.description.MachineDescription.FirmwareType;
import memplug.machine.description.MachineDescription.Reservation;
import memplug.machine.kernel.Task;
import memplug.machine.mm.BlockId;
import memplug.machine.mm.MemoryBlock;
import memplug.machine.mm.OnlineType;
import memplug.machine.phys.ByteSize;
import memplug.machine.phys.PhysicalRange;

/**
 * The machine whose files were recorded: 3 GiB on node 0, which has both CPUs, and a pmem device that gives blocks 33
 * to 39 to node 1. The recorded texts stand beside the tests.
 */
final class ReferenceMachine {
    private static final PhysicalRange NAMESPACE = range(0x1_0000_0000L, 0x1_3fff_ffffL);
    private static final PhysicalRange DEVICE = range(0x1_0120_0000L, 0x1_3fff_ffffL);
    private static final Pattern RESOURCE = Pattern.compile(" *(\\w+)-(\\w+) : (.*)");

    /** What the recorded machine held below and above 16 MiB, its own code and data aside. */
    private static final long LOW_PAGES = 158;

    private static final long HIGH_PAGES = 34_019 - 0x800 - 0x1ad - 0xf6 - 0x1f5;

    private ReferenceMachine() {}

    /** The machine after boot: the device is bound to kmem, and its blocks are offline. */
    static Machine boot() {
        return Machine.boot(new MachineDescription(
                "reference",
                OptionalLong.empty(),
                true,
                firmwareMap(),
                List.of(
                        new MachineDescription.Node(
                                0,
                                List.of(0, 1),
                                List.of(range(0, 0xbfff_ffffL)),
                                8 * ByteSize.MIB,
                                29_448 * ByteSize.KIB),
                        new MachineDescription.Node(1, List.of(), List.of(NAMESPACE), 0, 0)),
                List.of(List.of(10, 20), List.of(20, 10)),
                reservations(),
                resources(),
                List.of(region()),
                List.of(),
                MachineDescription.Dimms.NONE,
                new MachineDescription.Kernel(
                        "console=ttyS0 panic=1", "offline", false, "N", "contig-zones", 301, true, Map.of()),
                Features.DEFAULT,
                List.of()));
    }

    private static List<FirmwareRange> firmwareMap() {
        return List.of(
                new FirmwareRange(range(0, 0x9_fbff), FirmwareType.SYSTEM_RAM),
                new FirmwareRange(range(0x9_fc00, 0x9_ffff), FirmwareType.RESERVED),
                new FirmwareRange(range(0xf_0000, 0xf_ffff), FirmwareType.RESERVED),
                new FirmwareRange(range(0x10_0000, 0xbffd_ffffL), FirmwareType.SYSTEM_RAM),
                new FirmwareRange(range(0xbffe_0000L, 0xbfff_ffffL), FirmwareType.RESERVED),
                new FirmwareRange(range(0xfffc_0000L, 0xffff_ffffL), FirmwareType.RESERVED),
                new FirmwareRange(NAMESPACE, FirmwareType.SYSTEM_RAM),
                new FirmwareRange(range(0xfd_0000_0000L, 0xff_ffff_ffffL), FirmwareType.RESERVED));
    }

    private static List<Reservation> reservations() {
        return List.of(
                new Reservation("low", 0, OptionalLong.of(0x1000), LOW_PAGES * 4096),
                new Reservation("Kernel code", 0, OptionalLong.of(0x100_0000), 0x80_0000),
                new Reservation("Kernel rodata", 0, OptionalLong.of(0x180_0000), 0x1a_d000),
                new Reservation("Kernel data", 0, OptionalLong.of(0x1a0_0000), 0xf_5f00),
                new Reservation("Kernel bss", 0, OptionalLong.of(0x1c0_b000), 0x1f_5000),
                new Reservation("memmap", 0, OptionalLong.empty(), HIGH_PAGES * 4096));
    }

    /** The buses and devices of the recorded machine: all that is neither RAM nor reserved, nor the device itself. */
    private static List<MachineDescription.Resource> resources() {
        return recorded("reference-iomem.txt")
                .lines()
                .map(RESOURCE::matcher)
                .filter(line -> line.matches()
                        && !line.group(3).matches("Reserved|System RAM.*|Kernel .*|Persistent.*|namespace.*|dax.*"))
                .map(line -> new MachineDescription.Resource(
                        range(Long.parseLong(line.group(1), 16), Long.parseLong(line.group(2), 16)), line.group(3)))
                .toList();
    }

    private static MachineDescription.Region region() {
        return new MachineDescription.Region(
                0,
                MachineDescription.Provider.PMEM,
                DEVICE,
                "platform/e820_pmem/ndbus0/region0/dax0.1",
                NAMESPACE,
                2 * ByteSize.MIB,
                OptionalInt.of(1),
                0,
                List.of(new MachineDescription.Device(0, BootDriver.KMEM, List.of(DEVICE))));
    }

    private static PhysicalRange range(long start, long last) {
        return new PhysicalRange(start, last + 1);
    }

    /** The blocks of the device. */
    static List<MemoryBlock> deviceBlocks(Machine machine) {
        return IntStream.rangeClosed(33, 39)
                .mapToObj(number -> machine.memory().block(new BlockId(number)).orElseThrow())
                .toList();
    }

    /** Lets all blocks of the device go online. */
    static void online(Machine machine, OnlineType type) {
        deviceBlocks(machine).forEach(block -> machine.hotplug().online(block, type, Task.PLAIN));
    }

    /** A text that the recorded machine showed. */
    static String recorded(String name) {
        try (InputStream text = ReferenceMachine.class.getResourceAsStream(name)) {
            if (text == null) {
                throw new IllegalArgumentException("there is no " + name);
            }
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A text with all numbers made alike, so that only its shape is left. */
    static String shape(String text) {
        return text.replaceAll("( |\\()\\d+\\b", "$1#");
    }

    /** A text with all numbers made alike that stand at the end of what is right-aligned. */
    static String alignedShape(String text) {
        return text.replaceAll("(?m) +\\d+( kB)?$", " #$1");
    }
}
