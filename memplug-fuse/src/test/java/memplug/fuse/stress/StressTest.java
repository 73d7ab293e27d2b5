package memplug.fuse.stress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import memplug.fuse.MountedMachine;
import memplug.fuse.posix.Program;
import memplug.fuse.posix.RemoteCalls;
import memplug.machine.Machine;
import memplug.machine.dax.DaxDevice;
import memplug.machine.mm.MemoryBlock;
import memplug.machine.phys.PhysicalRange;
import memplug.tree.MachineTree;
import memplug.tree.nio.MachineFileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/**
 * Programs that use a mounted machine at once. {@code -Dmemplug.stress.seconds=N} says for how long, {@code
 * -Dmemplug.seed=N} what they do.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
class StressTest {
    private static final long SECONDS = Long.getLong("memplug.stress.seconds", 60);
    private static final long SEED = Long.getLong("memplug.seed", 1);
    private static final int CYCLES = 500;
    private static final String HANGS = "the program did not end";

    @Test
    void twoWritersAndFourReaders_onDevicesOfManyRanges_getNoWrongAnswer() throws Exception {
        try (var mounted = MountedMachine.boot("pool")) {
            assertThat(stress(mounted, SECONDS)).doesNotContain("WRONG", "HANGS");

            assertThat(mounted.machine().audit()).isEmpty();
            assertThat(blocks(mounted.machine())).isEqualTo(blocks(accordingToFiles(mounted)));
        }
    }

    /** Here blocks of boot memory go offline as well, and what they hold moves to the device and back. */
    @Test
    void twoWritersAndFourReaders_onTheReferenceMachine_getNoWrongAnswer() throws Exception {
        try (var mounted = MountedMachine.boot("reference")) {
            assertThat(stress(mounted, Math.max(1, SECONDS / 4))).doesNotContain("WRONG", "HANGS");

            assertThat(mounted.machine().audit()).isEmpty();
        }
    }

    @Test
    void plugAndUnplug_oftenOver_areSeenAtOnce() throws Exception {
        try (var mounted = MountedMachine.boot("pool")) {
            Process program = Program.start(
                    PlugCycles.class,
                    mounted.directory().toString(),
                    String.valueOf(CYCLES),
                    devices(mounted.machine()).getFirst().argument());

            assertThat(output(program, 120)).isEmpty();
        }
    }

    private static String stress(MountedMachine mounted, long seconds) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of(
                mounted.directory().toString(),
                String.valueOf(seconds),
                String.valueOf(SEED),
                mounted.machine().memory().blocks().values().stream()
                        .filter(MemoryBlock::isEarly)
                        .map(block -> String.valueOf(block.id().number()))
                        .collect(Collectors.joining(","))));
        devices(mounted.machine()).forEach(device -> arguments.add(device.argument()));
        String output = output(Program.start(StressProgram.class, arguments.toArray(String[]::new)), seconds + 90);
        System.out.println("stress of " + mounted.machine().description().name() + " for " + seconds + " s, seed "
                + SEED + ": " + output);
        return output;
    }

    private static List<Device> devices(Machine machine) {
        return machine.dax().bus().devices().values().stream()
                .map(device -> new Device(
                        device.name(), device.region().targetNode().orElseThrow(), blocksOf(machine, device)))
                .toList();
    }

    private static List<Long> blocksOf(Machine machine, DaxDevice device) {
        List<PhysicalRange> ranges = machine.dax().claimed().getOrDefault(device.name(), List.of());
        return ranges.stream()
                .flatMap(range -> machine.memory().blocksIn(range).stream())
                .map(block -> block.id().number())
                .sorted(Comparator.naturalOrder())
                .toList();
    }

    /** What a program printed, which has to end; if it does not, the threads of this JVM, which serves it, are shown. */
    private static String output(Process program, long seconds) throws IOException, InterruptedException {
        StringBuilder output = new StringBuilder();
        Thread reader = Thread.ofPlatform().daemon().start(() -> {
            try (BufferedReader lines = program.inputReader()) {
                lines.lines().forEach(line -> output.append(line).append('\n'));
            } catch (IOException _) {
                // It was killed.
            }
        });
        boolean ends = program.waitFor(seconds, TimeUnit.SECONDS);
        if (!ends || output.indexOf("HANGS") >= 0) {
            showThreads();
        }
        program.destroyForcibly();
        assertThat(ends).as(HANGS).isTrue();
        reader.join();
        return output.toString();
    }

    private static void showThreads() {
        Thread.getAllStackTraces().forEach((thread, stack) -> {
            System.err.println(thread.getName());
            Arrays.stream(stack).forEach(frame -> System.err.println("    at " + frame));
        });
    }

    /** All but where the memmap of each lies, which depends on the order in which they came. */
    private static List<String> blocks(Machine machine) {
        return machine.memory().blocks().values().stream()
                .map(block -> block.id() + " " + block.nodes() + " " + block.state() + " " + block.zone())
                .toList();
    }

    /** Another machine, brought to where the files of a mounted one say that it is. */
    private static Machine accordingToFiles(MountedMachine mounted) throws IOException {
        var machine = Machine.boot(mounted.machine().description());
        List<Device> devices = devices(machine);
        try (var files = new RemoteCalls(mounted.directory())) {
            var fresh = MachineFileSystem.of(MachineTree.of(machine)).getPath("/");
            for (Device device : devices) {
                follow(files, fresh, device);
            }
        }
        return machine;
    }

    private static void follow(RemoteCalls files, Path fresh, Device device) throws IOException {
        String state = files.read(device.path() + "/state");
        if (!state.equals("offline\n")) {
            Files.writeString(fresh.resolve(device.path() + "/state"), "unplugged");
        }
        if (state.equals("ENOENT")) {
            Files.writeString(fresh.resolve("sys/bus/dax/drivers/kmem/unbind"), device.name());
        } else if (!state.equals("offline\n")) {
            Files.writeString(fresh.resolve(device.path() + "/state"), state);
        }
        for (long block : device.blocks()) {
            String directory = "sys/devices/system/memory/memory" + block;
            if (!files.read(directory + "/state").equals("ENOENT")) {
                followBlock(files, fresh.resolve(directory), directory);
            }
        }
    }

    private static void followBlock(RemoteCalls files, Path fresh, String directory) throws IOException {
        String wanted = shown(files.read(directory + "/state"), files.read(directory + "/valid_zones"));
        String is = shown(Files.readString(fresh.resolve("state")), Files.readString(fresh.resolve("valid_zones")));
        if (wanted.equals(is)) {
            return;
        }
        if (!is.equals("offline")) {
            Files.writeString(fresh.resolve("state"), "offline");
        }
        if (!wanted.equals("offline")) {
            Files.writeString(fresh.resolve("state"), wanted);
        }
    }

    /** What would have to be written to make a block what its files show. */
    private static String shown(String state, String zones) {
        if (state.equals("offline\n")) {
            return "offline";
        }
        return zones.equals("Movable\n") ? "online_movable" : "online_kernel";
    }
}
