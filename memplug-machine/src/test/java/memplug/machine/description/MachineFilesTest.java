package memplug.machine.description;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import memplug.machine.description.MachineDescription.Device;
import memplug.machine.description.MachineDescription.FirmwareType;
import memplug.machine.description.MachineDescription.Region;
import memplug.machine.phys.ByteSize;
import memplug.machine.phys.PhysicalRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class MachineFilesTest {
    private static final Path MACHINES = Path.of("../machines");

    static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(MACHINES)) {
            return files.filter(each -> each.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
    }

    static MachineDescription machine(String name) throws IOException, DescriptionException {
        Path file = MACHINES.resolve(name + ".yaml");
        return DescriptionReader.read(Files.readString(file), file.toString());
    }

    @ParameterizedTest
    @MethodSource("files")
    void read_fileOfTheProject_isThatMachineAndSaysWhatItIs(Path file) throws IOException, DescriptionException {
        String text = Files.readString(file);
        MachineDescription machine = DescriptionReader.read(text, file.toString());

        assertThat(text).startsWith("# ");
        assertThat(file.getFileName()).hasToString(machine.name() + ".yaml");
        assertThat(DescriptionReader.read(DescriptionWriter.write(machine), "again"))
                .isEqualTo(machine);
    }

    /** What /proc/zoneinfo of the real machines showed. */
    @ParameterizedTest
    @CsvSource({
        "reference, 0, 0x1000000, 3998, 3840",
        "reference, 0x1000000, 0x100000000, 782304, 748285",
        "reference, 0x100000000, 0x10000000000, 0, 0",
        "single, 0, 0x1000000, 3998, 3840",
        "single, 0x1000000, 0x100000000, 782304, 762670",
        "single, 0x100000000, 0x10000000000, 524288, 500178",
        "hmem, 0, 0x1000000, 3998, 3840",
        "hmem, 0x1000000, 0x100000000, 782304, 748285",
        "hmem, 0x100000000, 0x10000000000, 0, 0"
    })
    void read_machineOfARecording_hasItsZones(String name, String start, String end, long present, long managed)
            throws IOException, DescriptionException {
        PhysicalRange zone = new PhysicalRange(Long.decode(start), Long.decode(end));
        MachineDescription machine = machine(name);
        long presentBytes = Ranges.size(Ranges.within(ram(machine), List.of(zone)));

        assertThat(presentBytes / Ranges.PAGE).isEqualTo(present);
        assertThat((presentBytes - reserved(machine, zone)) / Ranges.PAGE).isEqualTo(managed);
    }

    private static List<PhysicalRange> ram(MachineDescription machine) {
        return machine.memoryMap().stream()
                .filter(each -> each.type() == FirmwareType.SYSTEM_RAM)
                .flatMap(each -> Ranges.wholePages(each.range()))
                .toList();
    }

    /** What has no place is taken from the end of RAM. */
    private static long reserved(MachineDescription machine, PhysicalRange zone) {
        long end = ram(machine).getLast().end();
        return machine.reservations().stream()
                .filter(each -> zone.contains(each.at().orElse(end - 1)))
                .mapToLong(each -> each.size())
                .sum();
    }

    @Test
    void read_reference_hasTheMemoryMapThatIomemShowed() throws IOException, DescriptionException {
        assertThat(machine("reference").memoryMap())
                .extracting(each -> each.range() + " : " + each.type().word())
                .containsExactly(
                        "0x0-0xfff : Reserved",
                        "0x1000-0x9fbff : System RAM",
                        "0x9fc00-0x9ffff : Reserved",
                        "0xf0000-0xfffff : Reserved",
                        "0x100000-0xbffdffff : System RAM",
                        "0xbffe0000-0xbfffffff : Reserved",
                        "0xfffc0000-0xffffffff : Reserved",
                        "0x100000000-0x13fffffff : Persistent Memory (legacy)",
                        "0xfd00000000-0xffffffffff : Reserved");
    }

    @Test
    void read_cxlPool_hasTwoDevicesOf256GiBInThreeRanges() throws IOException, DescriptionException {
        List<Device> devices = machine("cxl-pool").regions().stream()
                .map(Region::devices)
                .flatMap(List::stream)
                .toList();

        assertThat(devices).hasSize(2).allSatisfy(device -> {
            assertThat(device.ranges()).hasSize(3);
            assertThat(Ranges.size(device.ranges())).isEqualTo(256 * ByteSize.GIB);
        });
    }
}
