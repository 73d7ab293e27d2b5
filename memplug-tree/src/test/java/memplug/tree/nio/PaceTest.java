package memplug.tree.nio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.FutureTask;
import memplug.machine.Machine;
import memplug.machine.description.DescriptionException;
import memplug.machine.description.DescriptionReader;
import memplug.tree.MachineTree;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Steps that take time, on the machine of the recordings, whose device gives it blocks 33 to 39. */
final class PaceTest {
    private Path pace;
    private Path progress;
    private Path state;
    private Path memory;

    @BeforeEach
    void boot() throws IOException, DescriptionException {
        var machine = Machine.boot(DescriptionReader.read(Path.of("../machines/reference.yaml")));
        var files = MachineFileSystem.of(MachineTree.of(machine));
        pace = files.getPath("/sys/kernel/debug/memplug/pace");
        progress = files.getPath("/sys/kernel/debug/memplug/progress");
        state = files.getPath("/sys/bus/dax/devices/dax0.0/state");
        memory = files.getPath("/sys/devices/system/memory");
        Files.writeString(state, "unplugged");
        Files.writeString(state, "online_movable");
    }

    @Test
    void pace_atFirst_isNoTime() {
        assertThat(pace).hasContent("add 0ms\nonline 0ms\noffline 0ms\nmigrate 0ms\nremove 0ms");
        assertThat(progress).hasContent("nothing under way");
    }

    @Test
    void pace_written_isReadBack() throws IOException {
        Files.writeString(pace, "offline 100ms\nmigrate 2s\nonline 250us\n");
        assertThat(pace).hasContent("add 0ms\nonline 250us\noffline 100ms\nmigrate 2000ms\nremove 0ms");

        Files.writeString(pace, "none");
        assertThat(pace).hasContent("add 0ms\nonline 0ms\noffline 0ms\nmigrate 0ms\nremove 0ms");
    }

    @Test
    @Timeout(60)
    void unplug_thatTakesTime_canBeWatched() throws Exception {
        Files.writeString(pace, "offline 100ms");
        var unplug = new FutureTask<>(() -> Files.writeString(state, "unplugged"));
        Thread.startVirtualThread(unplug);

        awaitContent(progress, "offline memory34, step 2\n");
        assertThat(memory.resolve("memory33/state")).hasContent("offline");
        assertThat(memory.resolve("memory39/state")).hasContent("online");

        unplug.get();
        assertThat(progress).hasContent("nothing under way");
        assertThat(memory.resolve("memory33")).doesNotExist();
    }

    private static void awaitContent(Path file, String content) throws IOException {
        while (!Files.readString(file).equals(content)) {
            Thread.onSpinWait();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"offline", "offline 5", "dance 5ms", "offline -5ms", "offline 5 ms", "offline 9999999s"})
    void pace_withABadLine_isRefused(String line) {
        assertThatThrownBy(() -> Files.writeString(pace, "online 5ms\n" + line)).hasMessageContaining("EINVAL");
        assertThat(pace).content().startsWith("add 0ms\nonline 0ms\n");
    }
}
