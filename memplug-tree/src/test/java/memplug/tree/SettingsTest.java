package memplug.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import memplug.machine.Machine;
import memplug.machine.description.DescriptionReader;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that only keep what is written to them: it is state of the machine. */
class SettingsTest {
    private final Machine machine;

    SettingsTest() throws Exception {
        machine = Machine.boot(DescriptionReader.read(Path.of("../machines/server.yaml")));
    }

    @ParameterizedTest
    @CsvSource({
        "/sys/bus/acpi/drivers_autoprobe, 1, 0",
        "/sys/bus/cpu/drivers_autoprobe, 1, 0",
        "/sys/bus/dax/drivers_autoprobe, 1, 0",
        "/sys/bus/memory/drivers_autoprobe, 1, 0",
        "/sys/bus/memory_tiering/drivers_autoprobe, 1, 0",
        "/sys/bus/node/drivers_autoprobe, 1, 0",
        "/sys/bus/platform/drivers_autoprobe, 1, 0",
        "/sys/bus/virtio/drivers_autoprobe, 1, 0",
        "/sys/kernel/mm/numa/demotion_enabled, false, true"
    })
    void write_ofASetting_isInTheCopyAndInTheFingerprint(String file, String usual, String other) throws Exception {
        Shell shell = new Shell(MachineTree.of(machine));
        var before = machine.fingerprint();
        assertThat(shell.read(file)).isEqualTo(usual + "\n");

        shell.write(file, other);

        assertThat(machine.fingerprint()).isNotEqualTo(before);
        assertThat(machine.copy().fingerprint()).isEqualTo(machine.fingerprint());
        assertThat(new Shell(MachineTree.of(machine.copy())).read(file)).isEqualTo(other + "\n");
        shell.write(file, usual);
        assertThat(machine.fingerprint()).isEqualTo(before);
    }
}
