package memplug.tree.nio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import memplug.machine.Machine;
import memplug.machine.description.DescriptionException;
import memplug.machine.description.DescriptionReader;
import memplug.machine.kernel.Fault;
import memplug.machine.kernel.FaultRule;
import memplug.machine.kernel.Fingerprint;
import memplug.tree.MachineTree;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Faults ordered through debugfs, on the machine of the recordings, whose device gives it blocks 33 to 39. */
final class FaultsTest {
    private Machine machine;
    private Path faults;
    private Path state;
    private Path memory;

    @BeforeEach
    void boot() throws IOException, DescriptionException {
        machine = Machine.boot(DescriptionReader.read(Path.of("../machines/reference.yaml")));
        var files = MachineFileSystem.of(MachineTree.of(machine));
        faults = files.getPath("/sys/kernel/debug/memplug/faults");
        state = files.getPath("/sys/bus/dax/devices/dax0.0/state");
        memory = files.getPath("/sys/devices/system/memory");
        Files.writeString(state, "unplugged");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "block 37: unmovable page",
                "block 39: offline veto",
                "offline of block 36: ENOMEM",
                "unplug of any: ENOMEM",
                "step 5: signal",
                "block 38: signal",
                "block 34: migration failure"
            })
    void unplug_withAFaultOrdered_changesNothingAndSucceedsTheNextTime(String fault) throws IOException {
        Files.writeString(state, "online_movable");
        Fingerprint before = machine.fingerprint();
        Files.writeString(faults, fault + "\n");

        assertThat(errno(state, "unplugged")).isIn("EBUSY", "EINTR", "ENOMEM", "EPERM");

        assertThat(machine.fingerprint()).isEqualTo(before);
        assertThat(machine.audit()).isEqualTo(Optional.empty());
        assertThat(faults).hasContent("");
        Files.writeString(state, "unplugged");
        assertThat(state).hasContent("unplugged");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "add of block 33: ENOMEM",
                "range 0: reservation conflict",
                "dax0.0 range 0: reservation conflict"
            })
    void plug_withAFaultOrdered_changesNothingAndSucceedsTheNextTime(String fault) throws IOException {
        Fingerprint before = machine.fingerprint();
        Files.writeString(faults, fault);

        assertThat(errno(state, "online_movable")).isIn("ENOMEM", "EBUSY");

        assertThat(machine.fingerprint()).isEqualTo(before);
        Files.writeString(state, "online_movable");
        assertThat(state).hasContent("online_movable");
    }

    @Test
    void plug_withAVeto_goesNoFurtherAndSaysNothing() throws IOException {
        Files.writeString(faults, "block 35: online veto");

        Files.writeString(state, "online_movable");

        assertThat(memory.resolve("memory34/state")).hasContent("online");
        assertThat(memory.resolve("memory35/state")).hasContent("offline");
        assertThat(memory.resolve("memory36/state")).hasContent("offline");
    }

    @Test
    void faults_read_canBeWrittenAgain() throws IOException {
        String lines = """
                block 37: unmovable page
                any: offline veto, step 3
                add of block 40: ENOMEM, always
                range 0: reservation conflict, 2 times, 5%
                any: signal, step 5
                """;

        Files.writeString(faults, lines.replace("any: signal, step 5", "step 5: signal"));

        assertThat(Files.readString(faults)).isEqualTo(lines);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            reference | range 9         | there is no range 9; expected 0
            cxl-pool  | dax0.0 range 3  | there is no dax0.0 range 3; expected 0 to 2
            cxl-pool  | range 0         | range 0 of which device? expected daxX.Y range N, of dax0.0, dax1.0
            cxl-pool  | dax2.0 range 0  | there is no dax2.0; expected dax0.0, dax1.0
            dimms     | range 0         | there is no dax device for range 0
            """)
    void fault_inARangeThatIsNotThere_isToldWhatThereIs(String name, String place, String reason) throws Exception {
        var other = Machine.boot(DescriptionReader.read(Path.of("../machines/" + name + ".yaml")));
        Path file = MachineFileSystem.of(MachineTree.of(other)).getPath("/sys/kernel/debug/memplug/faults");

        assertThatThrownBy(() -> Files.writeString(file, place + ": reservation conflict"))
                .isInstanceOfSatisfying(
                        FileSystemException.class,
                        refused -> assertThat(refused.getReason()).isEqualTo("EINVAL: " + reason));
    }

    @ParameterizedTest
    @EnumSource
    void fault_ofAnyKind_isALineThatCanBeWrittenAgain(Fault.Kind kind) throws IOException {
        machine.kernel().faults().add(new FaultRule(kind, FaultRule.Place.any("any"), 0, 1, 100));
        String line = Files.readString(faults);

        Files.writeString(faults, "clear");
        Files.writeString(faults, line);

        assertThat(machine.kernel().faults().rules())
                .extracting(FaultRule::kind)
                .containsExactly(kind);
    }

    @Test
    void fault_orderedSeveralTimes_countsDown() throws IOException {
        Files.writeString(state, "online_movable");
        Files.writeString(faults, "block 37: unmovable page, 2 times");

        assertThat(errno(state, "unplugged")).isEqualTo("EBUSY");
        assertThat(faults).hasContent("block 37: unmovable page");
        assertThat(errno(state, "unplugged")).isEqualTo("EBUSY");
        Files.writeString(state, "unplugged");
    }

    @Test
    void improbableFault_withTheSameSeed_happensAtTheSameTimes() throws IOException {
        Files.writeString(state, "online_movable");
        Files.writeString(faults, "seed 7\nany: offline veto, always, 30%");
        Machine same = machine.copy();

        String first = outcomes(state);

        var sameFiles = MachineFileSystem.of(MachineTree.of(same));
        assertThat(outcomes(sameFiles.getPath(state.toString()))).isEqualTo(first);
        assertThat(first).contains("y").contains("n");
    }

    /** One block offline and online, twenty times. */
    private static String outcomes(Path state) throws IOException {
        Path block = state.getFileSystem().getPath("/sys/devices/system/memory/memory39/online");
        StringBuilder outcomes = new StringBuilder();
        for (int i = 0; i < 20; i++) {
            try {
                Files.writeString(block, "0");
                outcomes.append('y');
            } catch (ErrnoFileSystemException e) {
                outcomes.append('n');
            }
            Files.writeString(block, "1");
        }
        return outcomes.toString();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense",
                "block 37",
                "block x: unmovable page",
                "block 37: ENOMEM",
                "range 9: reservation conflict",
                "dax7.0 range 0: reservation conflict",
                "step 0: signal",
                "block 37: unmovable page, 0 times",
                "block 37: unmovable page, 101%",
                "seed x"
            })
    void faults_withABadLine_areRefusedAndNoneIsOrdered(String line) throws IOException {
        assertThat(errno(faults, "block 33: unmovable page\n" + line)).isEqualTo("EINVAL");
        assertThat(faults).hasContent("");
    }

    @Test
    void clear_takesAllBack() throws IOException {
        Files.writeString(faults, "block 33: unmovable page\nblock 34: unmovable page");
        Files.writeString(faults, "clear");
        assertThat(faults).hasContent("");
    }

    private static String errno(Path file, String value) {
        var refused = catchThrowableOfType(ErrnoFileSystemException.class, () -> Files.writeString(file, value));
        assertThat(refused).as("writing %s to %s", value, file).isNotNull();
        return refused.name();
    }
}
