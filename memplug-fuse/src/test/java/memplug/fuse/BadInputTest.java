package memplug.fuse;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import memplug.machine.Machine;
import memplug.machine.description.DescriptionReader;
import memplug.tree.MachineTree;
import org.junit.jupiter.api.Test;

/**
 * Anything written to any file is answered as Linux would answer it, and what is refused changes nothing. A failure says its
 * seed; {@code -Dmemplug.seed=N} runs that one again, {@code -Dmemplug.writes=N} says how many writes there are.
 */
class BadInputTest {
    private static final int WRITES = Integer.getInteger("memplug.writes", 1_000_000);
    private static final int WRITES_A_SEED = 5_000;
    private static final Path MACHINES = Path.of("../machines");
    private static final Path OWN_MACHINES = Path.of("src/test/resources/machines");

    @Test
    void write_ofAnythingToAnyFileFromTheWire_isAnsweredAsByLinux() throws Exception {
        var tally = new BadInput.Tally();
        Long only = Long.getLong("memplug.seed");
        long first = only == null ? 0 : only;
        long end = only == null ? (WRITES + WRITES_A_SEED - 1) / WRITES_A_SEED : only + 1;
        long start = System.nanoTime();

        for (long seed = first; seed < end; seed++) {
            play(seed, tally);
        }

        System.out.println(
                "bad input from the wire: " + tally + "; " + (System.nanoTime() - start) / 1_000_000 + " ms");
    }

    private static void play(long seed, BadInput.Tally tally) throws Exception {
        var machine = machine(seed);
        var tree = MachineTree.of(machine);
        List<Throwable> failures = new CopyOnWriteArrayList<>();
        var session = new Session(tree, new NoNotices(), new Failures(failures::add));
        String title = "seed " + seed + " on " + machine.description().name();
        try (var calls = new WireCalls(session)) {
            new BadInput(title, tree, machine, calls, failures, seed, tally).play(WRITES_A_SEED);
        } finally {
            tree.close();
        }
    }

    private static Machine machine(long seed) throws Exception {
        List<Path> files = machineFiles();
        return Machine.boot(DescriptionReader.read(files.get((int) (seed % files.size()))));
    }

    private static List<Path> machineFiles() throws Exception {
        List<Path> files = new ArrayList<>();
        for (String name : List.of("reference", "hmem", "single", "small")) {
            files.add(MACHINES.resolve(name + ".yaml"));
        }
        try (var own = Files.list(OWN_MACHINES)) {
            own.sorted().forEach(files::add);
        }
        return files;
    }

    @Test
    void writableFiles_ofEveryMachine_areMany() throws Exception {
        for (Path file : machineFiles()) {
            var machine = Machine.boot(DescriptionReader.read(file));

            assertThat(BadInput.writableFiles(MachineTree.of(machine))).hasSizeGreaterThan(100);
        }
    }

    /** Nobody to tell. */
    private static final class NoNotices implements Notices {
        @Override
        public void nameChanged(long directory, String name) {}

        @Override
        public void attributesChanged(long node) {}

        @Override
        public void pollAgain(long kernelHandle) {}
    }
}
