package memplug.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import memplug.machine.description.DescriptionReader;
import memplug.machine.description.MachineDescription;
import memplug.machine.description.MachineDescription.BootDriver;
import memplug.machine.description.MachineDescription.Node;
import memplug.machine.phys.ByteSize;
import memplug.machine.phys.PhysicalRange;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** On the machine that has every provider of memory, programs show one story: what its file says, and what came since. */
class ServerTest {
    private static final String SERVER = "server";
    private static final String PLUG_ALL = """
            daxctl reconfigure-device --no-online --force -m system-ram dax2.0
            echo requested-size vmem0 128GiB >/sys/kernel/debug/memplug/virtio-mem
            """;
    private static final String DIMMS_ONLY = """
            for device in /sys/bus/dax/devices/*/state; do echo unplugged >$device; done
            echo requested-size vmem0 0 >/sys/kernel/debug/memplug/virtio-mem
            echo insert dimm4 64GiB node=1 >/sys/kernel/debug/memplug/dimm
            echo request-eject dimm0 >/sys/kernel/debug/memplug/dimm
            """;

    private static MachineDescription description;

    @BeforeAll
    static void readDescription() throws Exception {
        Requirements.programs(Shown.PROGRAMS);
        description = DescriptionReader.read(Memplug.ROOT.resolve("machines/" + SERVER + ".yaml"));
    }

    @Test
    void programs_afterBoot_showWhatTheMachineFileSays() throws Exception {
        Shown shown = Shown.on(SERVER, ":");

        assertOneStory(shown);
        assertThat(shown.lsmem()).isEqualTo(describedAtBoot());
        assertThat(shown.numactlCpus()).isEqualTo(describedCpus());
        assertThat(modes(shown)).containsExactly("dax0.0 system-ram", "dax1.0 system-ram", "dax2.0 devdax");
    }

    /** By node, in GiB. */
    @ParameterizedTest
    @CsvSource({"plug all, 0=384 1=384 2=512 3=512 4=126 5=128", "DIMMs only, 0=320 1=448"})
    void programs_whenMemoryCameAndWent_showTheNodesThatHaveIt(String what, String expected) throws Exception {
        Shown shown = Shown.on(SERVER, what.equals("plug all") ? PLUG_ALL : DIMMS_ONLY);

        assertOneStory(shown);
        assertThat(shown.lsmem()).isEqualTo(gibibytes(expected));
    }

    @Test
    void machineFile_withEverythingPlugged_has2TiB() {
        long ram = describedRam().values().stream().mapToLong(bytes -> bytes).sum();
        long dimms = description.dimms().atBoot().stream()
                .mapToLong(dimm -> dimm.range().size())
                .sum();
        long dax = description.regions().stream()
                .mapToLong(region -> region.namespace().size())
                .sum();
        long virtioMem = description.virtioMem().stream()
                .mapToLong(device -> device.range().size())
                .sum();

        assertThat(ram + dimms + dax + virtioMem).isEqualTo(2048 * ByteSize.GIB);
    }

    private static void assertOneStory(Shown shown) {
        assertThat(shown.lsmemTotal()).isEqualTo(sum(shown.lsmem()));
        assertThat(shown.memTotal()).isEqualTo(sum(shown.lstopo()));
        assertThat(shown.numactl().keySet()).isEqualTo(shown.lsmem().keySet());
        assertThat(shown.numactl()).isEqualTo(mebibytes(shown.lstopo()));
        shown.numactl().forEach((node, size) -> assertSize(shown, node, size));
        shown.devices().values().forEach(device -> assertDevice(shown, device));
    }

    /** Of a node's RAM, what was reserved at boot does not count as its size, which is less than 2 percent. */
    private static void assertSize(Shown shown, int node, long size) {
        long online = shown.lsmem().getOrDefault(node, 0L) / ByteSize.MIB;
        if (shown.numactlCpus().containsKey(node)) {
            assertThat(size).isBetween(online * 98 / 100, online);
            assertThat(shown.lstopoCpus().get(node))
                    .isEqualTo(shown.numactlCpus().get(node));
        } else {
            assertThat(size).isEqualTo(online);
        }
    }

    /** Each device has a node to itself. */
    private static void assertDevice(Shown shown, Shown.Device device) {
        assertThat(device.mapped()).isEqualTo(device.bytes());
        assertThat(device.onlineBlocks() * description.blockSize().orElseThrow())
                .isEqualTo(shown.lsmem().getOrDefault(device.node(), 0L));
        assertThat(shown.devices().values().stream().map(Shown.Device::bytes))
                .containsExactlyElementsOf(description.regions().stream()
                        .map(region -> region.range().size())
                        .toList());
    }

    private static NavigableMap<Integer, Long> describedRam() {
        NavigableMap<Integer, Long> ram = new TreeMap<>();
        for (Node node : description.nodes()) {
            if (!node.cpus().isEmpty()) {
                ram.put(
                        node.id(),
                        node.ranges().stream().mapToLong(PhysicalRange::size).sum());
            }
        }
        return ram;
    }

    private static NavigableMap<Integer, Long> describedAtBoot() {
        NavigableMap<Integer, Long> online = describedRam();
        description
                .dimms()
                .atBoot()
                .forEach(dimm -> online.merge(dimm.node(), dimm.range().size(), Long::sum));
        description.regions().stream()
                .filter(region -> region.devices().getFirst().driver() == BootDriver.KMEM)
                .forEach(region -> online.merge(
                        region.targetNode().orElseThrow(), region.range().size(), Long::sum));
        description.virtioMem().forEach(device -> online.merge(device.node(), device.requestedSize(), Long::sum));
        return online;
    }

    private static NavigableMap<Integer, BigInteger> describedCpus() {
        NavigableMap<Integer, BigInteger> cpus = new TreeMap<>();
        for (Node node : description.nodes()) {
            if (!node.cpus().isEmpty()) {
                cpus.put(node.id(), node.cpus().stream().reduce(BigInteger.ZERO, BigInteger::setBit, BigInteger::or));
            }
        }
        return cpus;
    }

    private static List<String> modes(Shown shown) {
        return shown.devices().entrySet().stream()
                .map(each -> each.getKey() + " " + each.getValue().mode())
                .toList();
    }

    private static long sum(NavigableMap<Integer, Long> byNode) {
        return byNode.values().stream().mapToLong(bytes -> bytes).sum();
    }

    private static NavigableMap<Integer, Long> mebibytes(NavigableMap<Integer, Long> bytes) {
        NavigableMap<Integer, Long> rounded = new TreeMap<>(bytes);
        rounded.replaceAll((_, each) -> each / ByteSize.MIB);
        return rounded;
    }

    private static NavigableMap<Integer, Long> gibibytes(String text) {
        NavigableMap<Integer, Long> bytes = new TreeMap<>();
        Arrays.stream(text.split(" ", -1))
                .map(each -> each.split("=", -1))
                .forEach(pair -> bytes.put(Integer.valueOf(pair[0]), Long.parseLong(pair[1]) * ByteSize.GIB));
        return bytes;
    }
}
