package memplug.machine.description;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import memplug.machine.description.MachineDescription.BootDriver;
import memplug.machine.description.MachineDescription.Device;
import memplug.machine.description.MachineDescription.Features;
import memplug.machine.description.MachineDescription.FirmwareType;
import memplug.machine.description.MachineDescription.Kernel;
import memplug.machine.description.MachineDescription.Node;
import memplug.machine.description.MachineDescription.Region;
import memplug.machine.phys.ByteSize;
import memplug.machine.phys.PhysicalRange;
import org.junit.jupiter.api.Test;

class DescriptionReaderTest {
    private static final String NODE = "nodes: [{id: 0, memory: 4GiB}]\n";

    private static MachineDescription read(String text) throws DescriptionException {
        return DescriptionReader.read(text, "dir/box.yaml");
    }

    private static Region region(String keys) throws DescriptionException {
        return read(NODE + "dax-regions: [{range: 0x200000000-0x23fffffff, " + keys + "}]")
                .regions()
                .getFirst();
    }

    private static Kernel kernel(String commandLine) throws DescriptionException {
        return read(NODE + "kernel: {command-line: '" + commandLine + "'}").kernel();
    }

    @Test
    void read_nothingButANode_makesAUsualPc() throws DescriptionException {
        MachineDescription machine = read(NODE);

        assertThat(machine.name()).isEqualTo("box");
        assertThat(machine.blockSize()).isEmpty();
        assertThat(machine.virtual()).isFalse();
        assertThat(machine.distances()).isEqualTo(List.of(List.of(10)));
        assertThat(machine.regions()).isEmpty();
        assertThat(machine.kernel()).isEqualTo(Kernel.DEFAULT);
        assertThat(machine.features()).isEqualTo(Features.DEFAULT);
    }

    @Test
    void read_memoryOfTwoNodes_liesAroundTheHoleBelow4GiB() throws DescriptionException {
        MachineDescription machine = read("nodes: [{id: 0, memory: 2GiB}, {id: 1, memory: 2GiB}]");

        assertThat(machine.nodes())
                .extracting(Node::ranges)
                .containsExactly(
                        List.of(new PhysicalRange(0, 0x80000000L)),
                        List.of(
                                new PhysicalRange(0x80000000L, 0xc0000000L),
                                new PhysicalRange(0x100000000L, 0x140000000L)));
        assertThat(machine.firmwareMap())
                .filteredOn(each -> each.type() == FirmwareType.SYSTEM_RAM)
                .extracting(each -> each.range().toString())
                .containsExactly("0x0-0x9fbff", "0x100000-0xbffdffff", "0x100000000-0x13fffffff");
    }

    @Test
    void read_memory_leavesMostOfItFree() throws DescriptionException {
        MachineDescription machine = read(NODE);
        Node node = machine.nodes().getFirst();
        long reserved =
                machine.reservations().stream().mapToLong(each -> each.size()).sum();

        assertThat(reserved + node.memoryUsed() + node.pageCache()).isBetween(100 * ByteSize.MIB, 300 * ByteSize.MIB);
    }

    @Test
    void read_noCpus_givesTheFirstNodeOne() throws DescriptionException {
        assertThat(read("nodes: [{id: 3}, {id: 1, memory: 4GiB}]").nodes())
                .extracting(Node::cpus)
                .containsExactly(List.of(0), List.of());
    }

    @Test
    void read_cpusAsListOrText_areTheSame() throws DescriptionException {
        assertThat(read("nodes: [{id: 0, memory: 4GiB, cpus: '0-2,8'}]"))
                .isEqualTo(read("nodes: [{id: 0, memory: 4GiB, cpus: [8, 0-2]}]"));
    }

    @Test
    void read_rangeAsStartAndSize_isTheSame() throws DescriptionException {
        assertThat(read(NODE + "resources: [{range: {start: 8GiB, size: 0x1000}, name: x}]"))
                .isEqualTo(read(NODE + "resources: [{range: 0x200000000-0x200000fff, name: x}]"));
    }

    @Test
    void read_loneNodeWithoutRanges_hasAllAddresses() throws DescriptionException {
        MachineDescription machine =
                read("nodes: [{id: 0}]\nfirmware-map: [{range: 0x0-0xbfffffff, type: System RAM}]");

        assertThat(machine.nodes().getFirst().ranges()).containsExactly(new PhysicalRange(0, 0xc0000000L));
    }

    @Test
    void read_reservationWithAddress_isOfTheNodeThere() throws DescriptionException {
        MachineDescription machine = read("""
                nodes: [{id: 0, memory: 4GiB}, {id: 1, memory: 4GiB}]
                reservations: [{name: high, at: 0x180000000, size: 4MiB}]
                """);

        assertThat(machine.reservations().getFirst().node()).isEqualTo(1);
        assertThat(machine.reservations().getFirst().at()).isEqualTo(OptionalLong.of(0x180000000L));
    }

    @Test
    void read_pmemRegion_isOneDeviceForDeviceDax() throws DescriptionException {
        Region region = region("provider: pmem, target-node: 0");

        assertThat(region.path()).isEqualTo("platform/e820_pmem/ndbus0/region0/dax0.0");
        assertThat(region.namespace()).isEqualTo(region.range());
        assertThat(region.devices()).containsExactly(new Device(0, BootDriver.DEVICE_DAX, List.of(region.range())));
    }

    @Test
    void read_hmemRegion_isOneDeviceForKmem() throws DescriptionException {
        Region region = region("id: 2, provider: hmem, target-node: 0");

        assertThat(region.path()).isEqualTo("platform/hmem.2");
        assertThat(region.align()).isEqualTo(2 * ByteSize.MIB);
        assertThat(region.devices()).containsExactly(new Device(0, BootDriver.KMEM, List.of(region.range())));
    }

    @Test
    void read_cxlRegion_isWhereTheCxlBusPutsIt() throws DescriptionException {
        assertThat(region("id: 1, provider: cxl").path())
                .isEqualTo("platform/ACPI0017:00/root0/decoder0.1/region1/dax_region1");
    }

    @Test
    void read_regionWithoutTargetNode_isBoundToNothing() throws DescriptionException {
        Region region = region("provider: cxl");

        assertThat(region.targetNode()).isEqualTo(OptionalInt.empty());
        assertThat(region.devices().getFirst().driver()).isEqualTo(BootDriver.NONE);
    }

    @Test
    void read_deviceWithoutRanges_isBoundToNothing() throws DescriptionException {
        Region region = region("provider: hmem, target-node: 0, devices: [{ranges: []}]");

        assertThat(region.devices()).containsExactly(new Device(0, BootDriver.NONE, List.of()));
    }

    @Test
    void read_numaNodeLeftOut_isTheNearestWithCpus() throws DescriptionException {
        MachineDescription machine = read("""
                nodes:
                  - {id: 0, cpus: 0, memory: 2GiB}
                  - {id: 1, cpus: 1, memory: 2GiB}
                  - {id: 2}
                distances: [[10, 21, 24], [21, 10, 14], [24, 14, 10]]
                dax-regions: [{provider: cxl, range: 0x200000000-0x23fffffff, target-node: 2}]
                """);

        assertThat(machine.regions().getFirst().numaNode()).isEqualTo(1);
    }

    @Test
    void read_partsOutOfOrder_areSorted() throws DescriptionException {
        MachineDescription machine = read("""
                dax-regions:
                  - {id: 5, provider: cxl, range: 0x240000000-0x27fffffff}
                  - id: 1
                    provider: cxl
                    range: 0x200000000-0x23fffffff
                    devices: [{id: 4, ranges: []}, {id: 2, ranges: []}]
                nodes: [{id: 1, memory: 2GiB}, {id: 0, memory: 2GiB}]
                """);

        assertThat(machine.nodes()).extracting(Node::id).containsExactly(0, 1);
        assertThat(machine.regions()).extracting(Region::id).containsExactly(1, 5);
        assertThat(machine.regions().getFirst().devices())
                .extracting(Device::id)
                .containsExactly(2, 4);
    }

    @Test
    void read_commandLine_saysWhatKeysLeaveOut() throws DescriptionException {
        assertThat(kernel("memhp_default_state=online_movable movable_node").autoOnlineBlocks())
                .isEqualTo("online_movable");
        assertThat(kernel("quiet movable_node").movableNode()).isTrue();
        assertThat(kernel("memory_hotplug.memmap_on_memory=1").memmapOnMemory()).isEqualTo("Y");
        assertThat(kernel("memory_hotplug.memmap_on_memory=FORCE").memmapOnMemory())
                .isEqualTo("force");
        assertThat(kernel("memory-hotplug.online-policy=auto-movable").onlinePolicy())
                .isEqualTo("auto-movable");
        assertThat(kernel("memory_hotplug.auto_movable_ratio=50").autoMovableRatio())
                .isEqualTo(50);
        assertThat(kernel("memory_hotplug.auto_movable_numa_aware=0").autoMovableNumaAware())
                .isFalse();
    }

    @Test
    void read_commandLineTheKernelDoesNotUnderstand_changesNothing() throws DescriptionException {
        String line = "memhp_default_state=bogus memory_hotplug.auto_movable_ratio=many -- movable_node";

        assertThat(kernel(line))
                .isEqualTo(new Kernel(
                        line,
                        Kernel.DEFAULT.autoOnlineBlocks(),
                        false,
                        Kernel.DEFAULT.memmapOnMemory(),
                        Kernel.DEFAULT.onlinePolicy(),
                        Kernel.DEFAULT.autoMovableRatio(),
                        Kernel.DEFAULT.autoMovableNumaAware(),
                        Kernel.DEFAULT.other()));
    }

    @Test
    void read_keyAndCommandLineDiffer_keyCounts() throws DescriptionException {
        assertThat(read(NODE + "kernel: {command-line: memhp_default_state=online, auto-online-blocks: offline}")
                        .kernel()
                        .autoOnlineBlocks())
                .isEqualTo("offline");
    }
}
