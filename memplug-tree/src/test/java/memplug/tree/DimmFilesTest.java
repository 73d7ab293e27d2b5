package memplug.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import memplug.machine.Machine;
import memplug.machine.description.Capture;
import memplug.machine.description.DescriptionReader;
import memplug.machine.kernel.Fault;
import memplug.tree.nio.MachineFileSystem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The files of ACPI's memory devices, and the one by which DIMMs are plugged. */
class DimmFilesTest {
    private static final String CONTROL = "/sys/kernel/debug/memplug/dimm";
    private static final String PROFILE = "/sys/firmware/acpi/hotplug/memory/enabled";
    private static final String DEVICE = "/sys/bus/acpi/devices/PNP0C80:00/";

    private Machine machine = boot("");
    private MachineTree tree = MachineTree.of(machine);
    private Shell shell = new Shell(tree);

    private static Machine boot(String commandLine) {
        try {
            return Machine.boot(DescriptionReader.read("""
                    nodes: [{id: 0, cpus: 0, memory: 2GiB}, {id: 1}]
                    dimms: {slots: 2}
                    kernel: {command-line: "%s"}
                    """.formatted(commandLine), "test.yaml"));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private void on(Machine other) {
        machine = other;
        tree = MachineTree.of(machine);
        shell = new Shell(tree);
    }

    @BeforeEach
    void insert() throws ErrnoException {
        shell.write(CONTROL, "insert dimm0 256MiB node=1 slot=0\n");
    }

    private List<String> control() throws ErrnoException {
        return shell.read(CONTROL).lines().toList();
    }

    @Test
    void read_control_listsSlotsAndTheLastRequest() throws ErrnoException {
        assertThat(control())
                .containsExactly(
                        "slot 0: dimm0 256MiB node=1 at=0x100000000 enabled",
                        "slot 1: empty",
                        "last: insert dimm0: 0x0 success");
    }

    @Test
    void write_requestEject_tellsWhatTheKernelTold() throws ErrnoException {
        shell.write("/sys/devices/system/memory/memory32/state", "online_movable");
        machine.kernel().decideBy(fault -> fault.kind() == Fault.Kind.OFFLINE_VETO);

        shell.write(CONTROL, "request-eject dimm0");

        assertThat(control()).endsWith("last: request-eject dimm0: 0x82 device busy");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "insert",
                "insert a 1GiB",
                "insert a 1GiB node=7",
                "insert a 1GiB node=1 slot=2",
                "insert a 1GiB node=1 slot=x",
                "insert a 0 node=1",
                "insert a 100 node=1",
                "insert a -1GiB node=1",
                "insert a 1XiB node=1",
                "insert a 9999999999999999999 node=1",
                "insert a 1GiB node=1 at=0x123",
                "insert a 1GiB node=1 at=0xfffffffffffff000",
                "insert a 1GiB node=1 node=1",
                "insert a 1GiB node=1 colour=red",
                "insert a/b 1GiB node=1",
                "request-eject",
                "request-eject a b",
                "eject dimm0",
                "insert a 1GiB node=1\ninsert b 1GiB node=1"
            })
    void write_badLine_isInvalidAndChangesNothing(String line) {
        var before = machine.fingerprint();

        assertThatThrownBy(() -> shell.write(CONTROL, line + "\n"))
                .isInstanceOfSatisfying(
                        ErrnoException.class, e -> assertThat(e.name()).isEqualTo("EINVAL"));

        assertThat(machine.fingerprint()).isEqualTo(before);
    }

    @Test
    void write_profile_takesOnly0And1AndStopsEjects() throws ErrnoException {
        assertThatThrownBy(() -> shell.write(PROFILE, "2\n")).hasMessageContaining("not 0 or 1");

        shell.write(PROFILE, "0\n");

        assertThat(shell.read(PROFILE)).isEqualTo("0\n");
        assertThatThrownBy(() -> shell.write(DEVICE + "eject", "1"))
                .isInstanceOfSatisfying(
                        ErrnoException.class, e -> assertThat(e.name()).isEqualTo("ENODEV"));
        assertThat(control()).endsWith("last: insert dimm0: 0x0 success");
    }

    @Test
    void write_forceRemove_isRefusedUnlessItIsOff() throws ErrnoException {
        String file = "/sys/firmware/acpi/hotplug/force_remove";

        assertThat(shell.write(file, "0\n")).isEqualTo(2);
        assertThatThrownBy(() -> shell.write(file, "1\n"))
                .isInstanceOfSatisfying(
                        ErrnoException.class, e -> assertThat(e.name()).isEqualTo("EINVAL"));
    }

    @Test
    void list_bootedWithoutMemoryHotplug_hasNoProfile() throws ErrnoException {
        on(boot("acpi_no_memhotplug"));

        assertThat(shell.list("/sys/firmware/acpi/hotplug")).containsExactly("force_remove");
    }

    @Test
    void changes_dimmThatCameAndWent_nameEveryNameThatDid() throws Exception {
        long seen = tree.changes();
        long memmap = shell.find("/sys/firmware/memmap", true).inode();
        long device = shell.find(DEVICE, true).inode();

        shell.write(CONTROL, "request-eject dimm0");
        shell.write(CONTROL, "insert dimm1 128MiB node=1 slot=0");

        assertThat(tree.changes()).isGreaterThan(seen);
        assertThat(tree.awaitChanges(seen))
                .contains(
                        new FileTree.Change(memmap, memmapNumber(0)),
                        new FileTree.Change(memmap, memmapNumber(1)),
                        new FileTree.Change(device, "physical_node"),
                        new FileTree.Change(device, "physical_node1"));
    }

    /** The number of an entry behind those of boot. */
    private String memmapNumber(int index) {
        int first = machine.memory().firmwareMap().next() - 2;
        return "" + (first + index);
    }

    @Test
    void capture_machineWithDimms_isTheOneItWasBootedFrom() throws Exception {
        try (MachineFileSystem files = MachineFileSystem.of(tree)) {
            Path root = files.getPath("/");

            assertThat(Capture.capture(root).description()).isEqualTo(machine.description());
        }
    }
}
