package memplug.tree.nio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import memplug.machine.Machine;
import memplug.machine.description.Capture;
import memplug.machine.description.DescriptionException;
import memplug.machine.description.DescriptionReader;
import memplug.tree.FileTree.Change;
import memplug.tree.MachineTree;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The files of a virtio-mem device, its driver, and the hypervisor behind it. */
final class VirtioMemTest {
    private static final String DRIVER = "/sys/bus/virtio/drivers/virtio_mem/";
    private static final String DEVICE = "/sys/devices/pci0000:00/0000:00:04.0/virtio0/";
    private static final String NOTHING = "vmem0 device=virtio0 node=1 memaddr=0x100000000 max-size=2147483648"
            + " block-size=2097152 requested-size=0 size=0";

    private MachineTree tree;
    private MachineFileSystem files;
    private Path hypervisor;

    @BeforeEach
    void boot() throws IOException, DescriptionException {
        tree = MachineTree.of(Machine.boot(DescriptionReader.read(Path.of("../machines/virtio-mem.yaml"))));
        files = MachineFileSystem.of(tree);
        hypervisor = files.getPath("/sys/kernel/debug/memplug/virtio-mem");
    }

    @Test
    void driver_hasTheFilesThatTheKernelShowed() throws IOException {
        assertThat(names(DRIVER)).containsExactly("bind", "uevent", "unbind", "virtio0");
        assertThat(permissions(DRIVER + "bind")).isEqualTo("-w-------");
        assertThat(Files.readSymbolicLink(files.getPath(DRIVER + "virtio0")))
                .hasToString("../../../../devices/pci0000:00/0000:00:04.0/virtio0");
        assertThat(Files.readSymbolicLink(files.getPath("/sys/bus/virtio/devices/virtio0")))
                .hasToString("../../../devices/pci0000:00/0000:00:04.0/virtio0");
    }

    @ParameterizedTest
    @CsvSource({"device, 0x0018", "vendor, 0x1af4", "modalias, virtio:d00000018v00001AF4", "status, 0x0000000f"})
    void device_saysWhatItIs(String file, String value) {
        assertThat(files.getPath(DEVICE + file)).hasContent(value);
    }

    @Test
    void device_hasDriverAndSubsystem() throws IOException {
        assertThat(Files.readSymbolicLink(files.getPath(DEVICE + "driver")))
                .hasToString("../../../../bus/virtio/drivers/virtio_mem");
        assertThat(Files.readSymbolicLink(files.getPath(DEVICE + "subsystem"))).hasToString("../../../../bus/virtio");
        assertThat(files.getPath(DEVICE + "uevent"))
                .hasContent("DRIVER=virtio_mem\nMODALIAS=virtio:d00000018v00001AF4");
    }

    @Test
    void unbind_takesTheLinksAwayAndTellsWhichNamesHaveGone() throws IOException {
        long before = tree.changes();

        Files.writeString(files.getPath(DRIVER + "unbind"), "virtio0");

        assertThat(names(DRIVER)).containsExactly("bind", "uevent", "unbind");
        assertThat(files.getPath(DEVICE + "driver")).doesNotExist();
        assertThat(files.getPath("/proc/iomem")).content().doesNotContain(" : virtio0");
        assertThat(changesSince(before)).contains("driver", "virtio0");
    }

    private List<String> changesSince(long before) {
        try {
            return tree.awaitChanges(before).stream().map(Change::name).toList();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void bind_afterUnbind_isBoundAgain() throws IOException {
        Files.writeString(files.getPath(DRIVER + "unbind"), "virtio0");
        assertThat(files.getPath(DEVICE + "status")).hasContent("0x00000001");

        Files.writeString(files.getPath(DRIVER + "bind"), "virtio0\n");

        assertThat(names(DRIVER)).contains("virtio0");
        assertThatThrownBy(() -> Files.writeString(files.getPath(DRIVER + "bind"), "virtio0"))
                .hasMessageContaining("EBUSY");
        assertThatThrownBy(() -> Files.writeString(files.getPath(DRIVER + "bind"), "virtio7"))
                .hasMessageContaining("ENODEV");
    }

    @ParameterizedTest
    @CsvSource({
        "unplug_online, Y, rw-r--r--",
        "force_bbm, N, r--r--r--",
        "bbm_block_size, 0, r--r--r--",
    })
    void parameter_hasItsDefaultAndMode(String name, String value, String permissions) throws IOException {
        String file = "/sys/module/virtio_mem/parameters/" + name;

        assertThat(files.getPath(file)).hasContent(value);
        assertThat(permissions(file)).isEqualTo(permissions);
    }

    @Test
    void request_written_isReadBackWithWhatIsPlugged() throws IOException {
        assertThat(hypervisor).hasContent(NOTHING);

        Files.writeString(hypervisor, "requested-size vmem0 300MiB\n");

        assertThat(hypervisor).hasContent(NOTHING.replace("size=0", "size=314572800"));
        assertThat(files.getPath("/proc/iomem")).content().contains("  100000000-117ffffff : System RAM (virtio_mem)");
    }

    @Test
    void request_severalLines_endWithTheLast() throws IOException {
        Files.writeString(hypervisor, "requested-size vmem0 1GiB\nrequested-size vmem0 0\n");

        assertThat(hypervisor).hasContent(NOTHING);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "requested-size",
                "requested-size vmem0",
                "requested-size vmem1 1GiB",
                "requested-size virtio0 1GiB",
                "requested-size vmem0 1GB",
                "requested-size vmem0 -2097152",
                "requested-size vmem0 1MiB",
                "requested-size vmem0 4GiB",
                "requested-size vmem0 99999999999999999999",
                "requested-size vmem0 1GiB now",
                "size vmem0 1GiB",
                "requested-size vmem0 1GiB\nnonsense"
            })
    void request_thatMakesNoSense_isInvalidAndChangesNothing(String line) {
        assertThatThrownBy(() -> Files.writeString(hypervisor, line + "\n")).hasMessageContaining("EINVAL");

        assertThat(hypervisor).hasContent(NOTHING);
    }

    @Test
    void clock_letsTimePassForWhatIsTriedAgain() throws IOException {
        Path clock = files.getPath("/sys/kernel/debug/memplug/clock");
        Files.writeString(files.getPath("/sys/kernel/debug/memplug/faults"), "any: hypervisor busy");
        Files.writeString(hypervisor, "requested-size vmem0 128MiB");
        assertThat(hypervisor).hasContent(NOTHING.replace("requested-size=0", "requested-size=134217728"));

        Files.writeString(clock, "+49");
        assertThat(hypervisor).content().contains(" size=0");
        Files.writeString(clock, "+1\n");

        assertThat(clock).hasContent("50");
        assertThat(hypervisor).content().contains(" size=134217728");
        assertThatThrownBy(() -> Files.writeString(clock, "50")).hasMessageContaining("EINVAL");
    }

    @Test
    void capture_ofAMachineWithMemoryPlugged_isWhatItWasBootedFrom() throws Exception {
        Files.writeString(hypervisor, "requested-size vmem0 512MiB");

        assertThat(Capture.capture(files.getPath("/")).description())
                .isEqualTo(tree.machine().description());
    }

    @Test
    void machineWithoutDevices_showsNothingOfThem() throws Exception {
        var without = MachineFileSystem.of(
                MachineTree.of(Machine.boot(DescriptionReader.read(Path.of("../machines/reference.yaml")))));

        assertThat(without.getPath("/sys/bus/virtio")).doesNotExist();
        assertThat(without.getPath("/sys/kernel/debug/memplug/virtio-mem")).isEmptyFile();
    }

    private List<String> names(String directory) throws IOException {
        try (Stream<Path> entries = Files.list(files.getPath(directory))) {
            return entries.map(each -> String.valueOf(each.getFileName()))
                    .sorted()
                    .toList();
        }
    }

    private String permissions(String file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(files.getPath(file)));
    }
}
