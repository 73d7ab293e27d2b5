package memplug.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import memplug.machine.description.MachineDescription;
import memplug.machine.description.MachineDescription.BootDriver;
import memplug.machine.description.MachineDescription.Features;
import memplug.machine.description.MachineDescription.FirmwareRange;
import memplug.machine.description.MachineDescription.FirmwareType;
import memplug.machine.description.MachineDescription.Region;
import memplug.machine.description.MachineDescription.Reservation;
import memplug.machine.mm.BlockId;
import memplug.machine.phys.ByteSize;
import memplug.machine.phys.PhysicalRange;

/**
 * Machines to test with. All have 2 GiB of RAM on node 0, blocks of 128 MiB, and one dax device on node 1, which has no
 * CPUs.
 */
public final class TestMachines {
    /** The only device. */
    public static final String DAX = "dax0.0";

    /** The only virtio-mem device, of machines that have one. */
    public static final String VMEM = "vmem0";

    /** The first block of the device. */
    public static final BlockId FIRST_BLOCK = new BlockId(32);

    /** The last block of the device: the only one of its second range. */
    public static final BlockId LAST_BLOCK = new BlockId(48);

    private static final MachineDescription.Dimms DIMMS = new MachineDescription.Dimms(3, false, List.of());
    private static final long RAM = 2 * ByteSize.GIB;
    private static final PhysicalRange FIRST_RANGE = new PhysicalRange(0x1_0000_0000L, 0x1_4000_0000L);
    private static final PhysicalRange SECOND_RANGE = new PhysicalRange(0x1_8000_0000L, 0x1_8800_0000L);
    private static final PhysicalRange VIRTIO_MEM = PhysicalRange.ofSize(0x2_0000_0000L, ByteSize.GIB);

    private TestMachines() {}

    /** {@return a machine whose device has two ranges, of eight blocks and of one, and is bound to kmem} */
    public static Machine twoRanges() {
        return Machine.boot(describe(
                Features.DEFAULT, MachineDescription.Kernel.DEFAULT, BootDriver.KMEM, FIRST_RANGE, SECOND_RANGE));
    }

    /** {@return as {@link #twoRanges}, with a kernel that cannot remove memory} */
    public static Machine withoutHotRemove() {
        Features features = new Features(false, true, true, true, false, false, false);
        return Machine.boot(
                describe(features, MachineDescription.Kernel.DEFAULT, BootDriver.KMEM, FIRST_RANGE, SECOND_RANGE));
    }

    /** {@return as {@link #twoRanges}, with memmaps on added memory} */
    public static Machine memmapOnMemory() {
        return Machine.boot(
                describe(Features.DEFAULT, kernel("offline", "Y"), BootDriver.KMEM, FIRST_RANGE, SECOND_RANGE));
    }

    /**
     * {@return a machine whose device has the given ranges and is bound to nothing}
     *
     * @param ranges the ranges
     */
    public static Machine unbound(PhysicalRange... ranges) {
        return Machine.boot(describe(Features.DEFAULT, MachineDescription.Kernel.DEFAULT, BootDriver.NONE, ranges));
    }

    /**
     * {@return a machine whose device has one range of as many blocks, and is bound to kmem}
     *
     * @param blocks how many
     */
    public static Machine large(long blocks) {
        PhysicalRange range = PhysicalRange.ofSize(64 * ByteSize.GIB, blocks * 128 * ByteSize.MIB);
        return Machine.boot(describe(Features.DEFAULT, kernel("offline", "Y"), BootDriver.KMEM, range));
    }

    /**
     * {@return a machine with one virtio-mem device of 2 GiB on node 1, of which nothing is plugged}
     *
     * @param blockSize the device's block size in bytes
     * @param commandLine parameters of the driver among others
     */
    public static Machine virtioMem(long blockSize, String commandLine) {
        MachineDescription.Kernel kernel = new MachineDescription.Kernel(
                commandLine, "online_movable", false, "N", "contig-zones", 301, true, Map.of());
        MachineDescription plain = describe(Features.DEFAULT, kernel, BootDriver.NONE, FIRST_RANGE, SECOND_RANGE);
        return Machine.boot(new MachineDescription(
                plain.name(),
                plain.blockSize(),
                plain.virtual(),
                plain.firmwareMap().subList(0, 1),
                plain.nodes(),
                plain.distances(),
                plain.reservations(),
                plain.resources(),
                List.of(),
                List.of(new MachineDescription.VirtioMem(
                        VMEM,
                        PhysicalRange.ofSize(FIRST_RANGE.start(), RAM),
                        blockSize,
                        1,
                        "pci0000:00/0000:00:04.0/virtio0",
                        0)),
                plain.dimms(),
                plain.kernel(),
                plain.features(),
                List.of()));
    }

    /**
     * {@return a machine as {@link #twoRanges}, and with a virtio-mem device of 1 GiB on node 2 and slots for DIMMs, which
     * may be of node 3 as well: memory of every provider, and nodes that come and go}
     *
     * @param features what the kernel was built with
     * @param memmapOnMemory {@code N}, {@code Y} or {@code force}
     * @param commandLine parameters of the virtio-mem driver
     */
    public static Machine everyProvider(Features features, String memmapOnMemory, String commandLine) {
        MachineDescription.Kernel kernel = new MachineDescription.Kernel(
                commandLine, "offline", false, memmapOnMemory, "contig-zones", 301, true, Map.of());
        MachineDescription plain = describe(features, kernel, BootDriver.KMEM, FIRST_RANGE, SECOND_RANGE);
        List<MachineDescription.Node> nodes = new ArrayList<>(plain.nodes());
        nodes.add(new MachineDescription.Node(2, List.of(), List.of(VIRTIO_MEM), 0, 0));
        nodes.add(new MachineDescription.Node(3, List.of(), List.of(), 0, 0));
        return Machine.boot(new MachineDescription(
                plain.name(),
                plain.blockSize(),
                plain.virtual(),
                plain.firmwareMap(),
                nodes,
                List.of(
                        List.of(10, 20, 30, 40),
                        List.of(20, 10, 30, 40),
                        List.of(30, 30, 10, 40),
                        List.of(40, 40, 40, 10)),
                plain.reservations(),
                plain.resources(),
                plain.regions(),
                List.of(new MachineDescription.VirtioMem(
                        VMEM, VIRTIO_MEM, 2 * ByteSize.MIB, 2, "pci0000:00/0000:00:04.0/virtio0", 0)),
                plain.dimms(),
                kernel,
                features,
                List.of()));
    }

    private static MachineDescription.Kernel kernel(String autoOnline, String memmapOnMemory) {
        return new MachineDescription.Kernel(
                "", autoOnline, false, memmapOnMemory, "contig-zones", 301, true, Map.of());
    }

    private static MachineDescription describe(
            Features features, MachineDescription.Kernel kernel, BootDriver driver, PhysicalRange... ranges) {
        List<PhysicalRange> list = List.of(ranges);
        PhysicalRange all =
                new PhysicalRange(list.getFirst().start(), list.getLast().end());
        List<FirmwareRange> firmware = new ArrayList<>();
        firmware.add(new FirmwareRange(new PhysicalRange(0, RAM), FirmwareType.SYSTEM_RAM));
        firmware.add(new FirmwareRange(all, FirmwareType.SOFT_RESERVED));
        return new MachineDescription(
                "test",
                OptionalLong.of(128 * ByteSize.MIB),
                true,
                firmware,
                List.of(
                        new MachineDescription.Node(
                                0, List.of(0, 1), List.of(new PhysicalRange(0, RAM)), 16 * ByteSize.MIB, 0),
                        new MachineDescription.Node(1, List.of(), List.of(all), 0, 0)),
                List.of(List.of(10, 20), List.of(20, 10)),
                List.of(
                        new Reservation("low", 0, OptionalLong.of(0), ByteSize.MIB),
                        new Reservation("memmap", 0, OptionalLong.empty(), RAM / 64)),
                List.of(),
                List.of(new Region(
                        0,
                        MachineDescription.Provider.CXL,
                        all,
                        "platform/region0",
                        all,
                        2 * ByteSize.MIB,
                        OptionalInt.of(1),
                        0,
                        List.of(new MachineDescription.Device(0, driver, list)))),
                List.of(),
                DIMMS,
                kernel,
                features,
                List.of());
    }
}
