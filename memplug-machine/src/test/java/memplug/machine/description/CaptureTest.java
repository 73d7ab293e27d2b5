package memplug.machine.description;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import memplug.machine.description.MachineDescription.BootDriver;
import memplug.machine.description.MachineDescription.Device;
import memplug.machine.description.MachineDescription.Dimm;
import memplug.machine.description.MachineDescription.Dimms;
import memplug.machine.description.MachineDescription.Node;
import memplug.machine.description.MachineDescription.Region;
import memplug.machine.description.MachineDescription.Reservation;
import memplug.machine.description.MachineDescription.VirtioMem;
import memplug.machine.phys.ByteSize;
import memplug.machine.phys.PhysicalRange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CaptureTest {
    @TempDir
    private Path directory;

    private FakeRoot root;
    private MachineDescription reference;

    @BeforeEach
    void setUp() throws IOException, DescriptionException {
        root = FakeRoot.ofReference(directory);
        reference = MachineFilesTest.machine("reference");
    }

    private Captured capture() throws DescriptionException {
        return Capture.capture(root.path());
    }

    @Test
    void capture_referenceMachine_isTheOneThatIsDescribed() throws DescriptionException {
        MachineDescription captured = capture().description();

        assertThat(captured.name()).isEqualTo(reference.name());
        assertThat(captured.virtual()).isTrue();
        assertThat(captured.firmwareMap()).isEqualTo(reference.firmwareMap());
        assertThat(captured.nodes()).isEqualTo(reference.nodes());
        assertThat(captured.distances()).isEqualTo(reference.distances());
        assertThat(captured.resources()).isEqualTo(reference.resources());
        assertThat(captured.regions()).isEqualTo(reference.regions());
        assertThat(captured.kernel()).isEqualTo(reference.kernel());
        assertThat(captured.features()).isEqualTo(reference.features());
        assertThat(capture().notes()).isEmpty();
    }

    @Test
    void capture_reservedWhileBooting_isPutWhereItMightBe() throws DescriptionException {
        assertThat(capture().description().reservations())
                .extracting(each ->
                        "%s %s".formatted(PhysicalRange.ofSize(each.at().orElseThrow(), each.size()), each.name()))
                .containsExactly(
                        "0x1000-0x9efff reserved while booting",
                        "0x1000000-0x17fffff Kernel code",
                        "0x1800000-0x19acfff Kernel rodata",
                        "0x1a00000-0x1af5fff Kernel data",
                        "0x1c0b000-0x1dfffff Kernel bss",
                        "0xb8795000-0xbffdffff reserved while booting");
        assertThat(total(capture().description().reservations())).isEqualTo(total(reference.reservations()));
    }

    @Test
    void capture_movableBootMemory_keepsWhatWasReservedThere() throws IOException, DescriptionException {
        root.write("proc/cmdline", "quiet kernelcore=2G\n");
        root.write("proc/zoneinfo", """
                Node 0, zone    DMA32
                        spanned  520192
                        present  520192
                        managed  520182
                  start_pfn:           4096
                Node 0, zone  Movable
                        spanned  262112
                        present  262112
                        managed  262012
                  start_pfn:           524288
                """);

        MachineDescription captured = capture().description();

        assertThat(captured.kernel().commandLine()).isEqualTo("quiet kernelcore=2G");
        assertThat(captured.reservations())
                .containsExactly(
                        new Reservation("reserved while booting", 0, OptionalLong.of(0x7fff6000), 10 * 4096),
                        new Reservation("reserved while booting", 0, OptionalLong.of(0xbff7c000L), 100 * 4096));
    }

    private static long total(List<Reservation> reservations) {
        return reservations.stream().mapToLong(Reservation::size).sum();
    }

    @Test
    void capture_machineThatDescribesItself_isThatMachine() throws IOException, DescriptionException {
        MachineDescription own = MachineFilesTest.machine("cxl-pool");
        root.write("sys/kernel/debug/memplug/machine", DescriptionWriter.write(own));

        assertThat(capture()).isEqualTo(new Captured(own, List.of()));
    }

    @Test
    void capture_iomemWithoutPrivilege_saysSoAndLeavesResourcesOut() throws IOException, DescriptionException {
        root.write(
                "proc/iomem", FakeRoot.resource("iomem.txt").replaceAll("(?m)^( *)\\w+-\\w+", "$100000000-00000000"));
        root.write("sys/devices/platform/e820_pmem/ndbus0/region0/namespace0.0/resource", "0x100000000\n");

        Captured captured = capture();

        assertThat(captured.notes()).containsExactly("/proc/iomem shows addresses to the superuser only");
        assertThat(captured.description().resources()).isEmpty();
        assertThat(captured.description().regions()).isEqualTo(reference.regions());
        assertThat(total(captured.description().reservations())).isEqualTo(total(reference.reservations()));
    }

    @Test
    void capture_deviceWhoseAddressesAreHidden_isLeftOutAndNoted() throws IOException, DescriptionException {
        root.delete(FakeRoot.DEVICE + "/mapping0/start");

        Captured captured = capture();

        assertThat(captured.notes()).containsExactly("dax0.0 is left out: its addresses cannot be seen");
        assertThat(captured.description().regions()).isEmpty();
    }

    @Test
    void capture_namespaceHidden_isTakenToBeTheRegion() throws IOException, DescriptionException {
        root.delete("sys/devices/platform/e820_pmem/ndbus0/region0/dax0.0/namespace");

        Captured captured = capture();

        assertThat(captured.notes())
                .containsExactly("the namespace of sys/devices/platform/e820_pmem/ndbus0/region0/dax0.0"
                        + " is taken to have no metadata");
    }

    @Test
    void capture_noFirmwareMap_makesOneOfIomem() throws IOException, DescriptionException {
        root.delete("sys/firmware/memmap");

        Captured captured = capture();

        assertThat(captured.notes())
                .containsExactly("/sys/firmware/memmap is missing; the firmware's map is made of /proc/iomem");
        assertThat(captured.description().memoryMap()).isEqualTo(reference.memoryMap());
    }

    @Test
    void capture_kernelWithoutHotplugAndNodes_isOneNodeWithAllCpus() throws IOException, DescriptionException {
        root.delete("sys/devices/system");
        root.delete("sys/bus");
        root.write("sys/devices/system/cpu/online", "0-3\n");
        root.write("proc/meminfo", "MemTotal: 3008500 kB\nMemFree: 2944724 kB\nCached: 29448 kB\n");

        Captured captured = capture();

        assertThat(captured.notes())
                .containsExactly(
                        "/sys/devices/system/node is missing; all is taken for one node",
                        "/sys/devices/system/memory is missing: this kernel has no memory hotplug");
        Node node = captured.description().nodes().getFirst();
        assertThat(node.cpus()).containsExactly(0, 1, 2, 3);
        assertThat(node.pageCache()).isEqualTo(29448 * 1024);
        assertThat(captured.description().blockSize()).isEmpty();
    }

    @Test
    void capture_memoryDevices_areSlotsAndDimmsThatWerePluggedSinceBoot() throws IOException, DescriptionException {
        root.write("sys/bus/acpi/devices/PNP0C80:00/status", "0\n");
        root.link("sys/bus/acpi/devices/PNP0C80:01/physical_node", "../../../../devices/system/memory/memory48");
        root.link("sys/bus/acpi/devices/PNP0C80:01/physical_node1", "../../../../devices/system/memory/memory49");
        root.link("sys/devices/system/memory/memory48/node1", "../../node/node1");
        root.link("sys/devices/system/memory/memory49/node1", "../../node/node1");
        root.write("sys/firmware/memmap/8/start", "0x180000000\n");
        root.write("sys/firmware/memmap/8/end", "0x18fffffff\n");
        root.write("sys/firmware/memmap/8/type", "System RAM\n");

        Captured captured = capture();

        assertThat(captured.notes()).isEmpty();
        assertThat(captured.description().firmwareMap()).isEqualTo(reference.firmwareMap());
        assertThat(captured.description().dimms())
                .isEqualTo(new Dimms(
                        2, false, List.of(new Dimm("dimm1", 1, 1, new PhysicalRange(0x180000000L, 0x190000000L)))));
    }

    @Test
    void capture_emptyRoot_saysWhatIsMissing(@TempDir Path empty) {
        assertThatThrownBy(() -> Capture.capture(empty))
                .isInstanceOf(DescriptionException.class)
                .hasMessage(empty + ": shows no RAM; expected /sys/firmware/memmap,"
                        + " or /proc/iomem as the superuser sees it");
    }

    @Test
    void capture_hmemRegionWithSeveralDevices_hasThemAllInTheirOrder() throws IOException, DescriptionException {
        root.delete("sys/bus/dax/devices/dax0.0");
        root.delete(FakeRoot.DEVICE);
        root.write("sys/devices/platform/hmem.0/dax_region/size", "6442450944\n");
        root.write("proc/iomem", "100000000-27fffffff : Soft Reserved\n  110000000-11fffffff : dax0.1\n");
        hmemDevice("dax0.0");
        hmemDevice("dax0.1", "0x140000000-0x14fffffff", "0x110000000-0x11fffffff");
        root.link("sys/devices/platform/hmem.0/dax0.1/driver", "../../../../bus/dax/drivers/kmem");

        assertThat(capture().description().regions())
                .containsExactly(new Region(
                        0,
                        MachineDescription.Provider.HMEM,
                        new PhysicalRange(0x100000000L, 0x280000000L),
                        "platform/hmem.0",
                        new PhysicalRange(0x100000000L, 0x280000000L),
                        RegionDraft.DEFAULT_ALIGN,
                        java.util.OptionalInt.of(1),
                        0,
                        List.of(
                                new Device(0, BootDriver.NONE, List.of()),
                                new Device(
                                        1,
                                        BootDriver.KMEM,
                                        List.of(
                                                new PhysicalRange(0x140000000L, 0x150000000L),
                                                new PhysicalRange(0x110000000L, 0x120000000L))))));
    }

    @Test
    void capture_virtioMemDevice_isDescribedAsFarAsFilesShow() throws IOException, DescriptionException {
        virtioMemDevice();

        Captured captured = capture();

        assertThat(captured.description().virtioMem())
                .containsExactly(new VirtioMem(
                        "vmem3",
                        new PhysicalRange(0x200000000L, 0x280000000L),
                        2 * ByteSize.MIB,
                        1,
                        "pci0000:00/0000:00:07.0/virtio3",
                        256 * ByteSize.MIB));
        assertThat(captured.description().resources()).isEqualTo(reference.resources());
        // One block of 128 MiB was there, and its memmap is no part of what the kernel needs without it.
        assertThat(captured.description().nodes().getFirst().memoryUsed())
                .isEqualTo(reference.nodes().getFirst().memoryUsed() - 2 * ByteSize.MIB);
        assertThat(captured.notes())
                .containsExactly("virtio-mem device virtio3 is taken to have blocks of 2MiB,"
                        + " and all of its memory blocks to be plugged");
    }

    @Test
    void capture_virtioMemDeviceWithoutAddresses_isLeftOutAndNoted() throws IOException, DescriptionException {
        virtioMemDevice();
        root.write("proc/iomem", FakeRoot.resource("iomem.txt"));

        assertThat(capture().description().virtioMem()).isEmpty();
        assertThat(capture().notes())
                .containsExactly(
                        "virtio-mem device virtio3 is left out, with its memory: its addresses cannot be seen");
    }

    private void virtioMemDevice() throws IOException {
        root.write(
                "proc/iomem",
                FakeRoot.resource("iomem.txt") + "200000000-27fffffff : virtio3\n"
                        + "  200000000-20fffffff : System RAM (virtio_mem)\n");
        root.write("sys/devices/pci0000:00/0000:00:07.0/virtio3/device", "0x0018\n");
        root.link("sys/bus/virtio/drivers/virtio_mem/virtio3", "../../../../devices/pci0000:00/0000:00:07.0/virtio3");
        root.link("sys/devices/system/node/node1/memory64", "../../memory/memory64");
        root.write("sys/devices/system/memory/memory64/removable", "1\n");
    }

    private void hmemDevice(String name, String... ranges) throws IOException {
        String device = "sys/devices/platform/hmem.0/" + name;
        root.link("sys/bus/dax/devices/" + name, "../../../../" + device);
        root.write(device + "/align", "2097152\n");
        root.write(device + "/target_node", "1\n");
        root.write(device + "/numa_node", "0\n");
        for (int i = 0; i < ranges.length; i++) {
            String[] bounds = ranges[i].split("-", 2);
            root.write(device + "/mapping" + i + "/start", bounds[0] + "\n");
            root.write(device + "/mapping" + i + "/end", bounds[1] + "\n");
            root.write(device + "/mapping" + i + "/page_offset", "0x%x\n".formatted(i * 0x10000));
        }
    }
}
