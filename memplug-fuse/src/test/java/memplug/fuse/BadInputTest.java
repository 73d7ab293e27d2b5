package memplug.fuse;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import memplug.fuse.BadInput.Tally;
import memplug.fuse.posix.RemoteCalls;
import memplug.machine.Machine;
import memplug.tree.MachineTree;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Anything written to any file is answered as Linux would answer it, and what is refused changes nothing. A failure says its
 * seed; {@code -Dmemplug.seed=N} runs that one again, and {@code -Dmemplug.writes=N} says how many writes there are.
 */
class BadInputTest {
    private static final int WRITES = Integer.getInteger("memplug.writes", 1_000_000);
    private static final int WRITES_OF_A_SEED = 5_000;
    private static final int WRITES_THROUGH_THE_KERNEL = WRITES / 50;
    private static final List<String> MACHINES =
            List.of("reference", "hmem", "single", "small", "dimms", "pool", "stuck-pool");

    @Test
    void write_ofAnythingToAnyFileFromTheWire_isAnsweredAsByLinux() throws Exception {
        long began = System.nanoTime();
        Tally all = new Tally();

        for (Future<Tally> played : inParallel(BadInputTest::playFromTheWire, WRITES)) {
            all.addAll(result(played));
        }

        report("from the wire", all, began);
    }

    @Test
    void write_ofAnythingToAnyFileThroughAMount_isAnsweredAsByLinux() throws Exception {
        long began = System.nanoTime();
        Tally all = new Tally();

        for (long seed : seeds(WRITES_THROUGH_THE_KERNEL)) {
            all.addAll(playThroughAMount(seed));
        }

        report("through a mount", all, began);
    }

    @ParameterizedTest
    @FieldSource("MACHINES")
    void writableFiles_ofEveryMachine_areMany(String name) throws Exception {
        var machine = Machine.boot(MountedMachine.describe(name));

        assertThat(BadInput.writableFiles(MachineTree.of(machine))).hasSizeGreaterThan(100);
    }

    private static Tally playFromTheWire(long seed) throws Exception {
        var machine = Machine.boot(MountedMachine.describe(machineFor(seed)));
        var tree = MachineTree.of(machine);
        List<Throwable> failures = new CopyOnWriteArrayList<>();
        var session = new Session(tree, new NoNotices(), new Failures(failures::add));
        try (var calls = new WireCalls(session)) {
            return new BadInput(seed, tree, calls, failures).play(WRITES_OF_A_SEED);
        } finally {
            tree.close();
        }
    }

    private static Tally playThroughAMount(long seed) throws Exception {
        try (var mounted = MountedMachine.boot(machineFor(seed));
                var calls = new RemoteCalls(mounted.directory())) {
            return new BadInput(seed, mounted.tree(), calls, mounted.failures()).play(WRITES_OF_A_SEED);
        }
    }

    private static String machineFor(long seed) {
        return MACHINES.get((int) (seed % MACHINES.size()));
    }

    private static List<Long> seeds(int writes) {
        Long only = Long.getLong("memplug.seed");
        List<Long> seeds = new ArrayList<>();
        for (long seed = 0; only == null && seed * WRITES_OF_A_SEED < writes; seed++) {
            seeds.add(seed);
        }
        return only == null ? seeds : List.of(only);
    }

    /** A run that a seed decides. */
    private interface Run {
        Tally of(long seed) throws Exception;
    }

    private static List<Future<Tally>> inParallel(Run run, int writes) throws InterruptedException {
        List<Callable<Tally>> runs = new ArrayList<>();
        seeds(writes).forEach(seed -> runs.add(() -> run.of(seed)));
        try (ExecutorService threads =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
            return threads.invokeAll(runs);
        }
    }

    private static Tally result(Future<Tally> played) throws Exception {
        try {
            return played.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e;
        }
    }

    private static void report(String how, Tally tally, long began) {
        System.out.printf("bad input %s: %s; %d s%n", how, tally, (System.nanoTime() - began) / 1_000_000_000);
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
