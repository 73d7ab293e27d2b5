package memplug.tree;

import static memplug.tree.ReferenceRun.DEVICE;
import static memplug.tree.ReferenceRun.MEMORY;
import static memplug.tree.ReferenceRun.WORKLOAD;
import static memplug.tree.ReferenceRun.movableBut;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import memplug.machine.Machine;
import memplug.machine.kernel.LogLine;
import memplug.machine.kernel.Task;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Several programs at once, and what each sees of the others, as a kernel showed it: transcripts T16 and T16b. */
@Timeout(60)
class RaceTest {
    private static final String UNBIND = "/sys/bus/dax/drivers/kmem/unbind";
    private static final String NODES = "/sys/devices/system/node/online";

    private final ReferenceRun run = new ReferenceRun();

    RaceTest() throws Exception {}

    @AfterEach
    void invariantsHold() {
        assertThat(run.machine.audit()).isEmpty();
    }

    /** Whoever unplugs a device with a pinned page: stuck until told to go on, and then signalled. */
    private static final class Stuck implements Task {
        private final CountDownLatch isStuck = new CountDownLatch(1);
        private final CountDownLatch signal = new CountDownLatch(1);

        @Override
        public boolean signalPending() {
            return signal.getCount() == 0;
        }

        @Override
        public boolean tryAgain() {
            isStuck.countDown();
            try {
                signal.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return true;
        }
    }

    /** A system call in a thread of its own. */
    private record Call(FutureTask<String> result, Thread thread) {
        static Call of(Callable<String> write) {
            FutureTask<String> result = new FutureTask<>(write);
            return new Call(result, Thread.ofPlatform().start(result));
        }

        /** Returns when it waits for somebody. */
        void awaitThatItWaits() {
            while (thread.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
        }
    }

    private String write(String path, String value, Task task) {
        try {
            byte[] bytes = value.getBytes(StandardCharsets.ISO_8859_1);
            return "ok " + run.shell.open(path, Access.WRITE).write(0, bytes, task);
        } catch (ErrnoException e) {
            return e.name();
        }
    }

    private String write(String path, String value) {
        return write(path, value, Task.PLAIN);
    }

    private Call unplugStuckAt(Stuck task) throws Exception {
        run.plug();
        run.write(WORKLOAD, "start hold 1MiB node=1\npin hold");
        Call unplug = Call.of(() -> write(DEVICE, "unplugged", task));
        task.isStuck.await();
        return unplug;
    }

    @Test
    void whileAnUnplugIsStuck_readersSeeIt_andOnlyThePolicyCanBeWritten() throws Exception {
        Stuck task = new Stuck();
        Call unplug = unplugStuckAt(task);

        assertThat(run.shell.read(DEVICE)).isEqualTo("online_movable\n");
        assertThat(run.shell.read(MEMORY + "memory33/state")).isEqualTo("going-offline\n");
        assertThat(run.shell.read(MEMORY + "memory34/state")).isEqualTo("online\n");
        assertThat(write(MEMORY + "auto_online_blocks", "online_movable")).isEqualTo("ok 14");
        // Whoever waits for the lock can be killed.
        assertThat(write(MEMORY + "memory34/state", "offline", () -> true)).isEqualTo("EINTR");
        assertThat(write(MEMORY + "memory33/online", "1", () -> true)).isEqualTo("EINTR");

        task.signal.countDown();
        assertThat(unplug.result().get()).isEqualTo("EINTR");
        assertThat(run.blocks()).isEqualTo(movableBut(""));
    }

    @Test
    void unbindWhileAnUnplugIsStuck_waits_andThenLeavesTheMemory() throws Exception {
        Stuck task = new Stuck();
        Call unplug = unplugStuckAt(task);
        Call unbind = Call.of(() -> write(UNBIND, "dax0.0"));
        unbind.awaitThatItWaits();

        task.signal.countDown();

        assertThat(unplug.result().get()).isEqualTo("EINTR");
        assertThat(unbind.result().get()).isEqualTo("ok 6");
        assertThat(write(DEVICE, "unplugged")).isEqualTo("ENOENT");
        assertThat(run.blocks()).isEqualTo(movableBut(""));
        assertThat(run.dmesg())
                .endsWith(
                        "kmem dax0.0: hotremove failed, device left online: -4",
                        "removing memory fails, because memory [0x0000000108000000-0x000000010fffffff] is onlined",
                        "kmem dax0.0: mapping0: 0x108000000-0x13fffffff stuck online until reboot",
                        "kmem dax0.0: Hotplug regions stuck online until reboot");
    }

    @Test
    void secondWriterOfState_waitsForTheFirst() throws Exception {
        Stuck task = new Stuck();
        Call unplug = unplugStuckAt(task);
        Call second = Call.of(() -> write(DEVICE, "online_kernel"));
        second.awaitThatItWaits();

        task.signal.countDown();

        assertThat(unplug.result().get()).isEqualTo("EINTR");
        assertThat(second.result().get()).isEqualTo("EBUSY");
    }

    @RepeatedTest(10)
    void rivalWhoKeepsTakingBlocksOnline_doesNotBreakAnUnplug() throws Exception {
        run.plug();
        AtomicBoolean over = new AtomicBoolean();
        Set<String> answers = new TreeSet<>();
        CountDownLatch begun = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
            Future<?> rival = threads.submit(() -> {
                while (!over.get()) {
                    for (int block = 33; block <= 39; block++) {
                        answers.add(write(MEMORY + "memory" + block + "/state", "online_movable"));
                        begun.countDown();
                    }
                }
            });
            begun.await();

            String answer = write(DEVICE, "unplugged");

            over.set(true);
            rival.get();
            assertThat(answer).isEqualTo("ok 9");
        }
        assertThat(answers).isSubsetOf("EINVAL", "ENOENT", "ENODEV", "ok 14");
        assertThat(run.shell.read(DEVICE)).isEqualTo("unplugged\n");
        assertThat(run.shell.read(NODES)).isEqualTo("0\n");
    }

    @RepeatedTest(10)
    void twoWritersOfState_oneWins_andTheOtherIsRefused() throws Exception {
        run.write(DEVICE, "unplugged");

        List<String> answers = atOnce(() -> write(DEVICE, "online_movable"), () -> write(DEVICE, "online_kernel"));

        if (answers.getFirst().equals("ok 14")) {
            assertThat(answers).containsExactly("ok 14", "EBUSY");
            assertThat(run.shell.read(DEVICE)).isEqualTo("online_movable\n");
        } else {
            assertThat(answers).containsExactly("EBUSY", "ok 13");
            assertThat(run.shell.read(DEVICE)).isEqualTo("online_kernel\n");
        }
    }

    @RepeatedTest(10)
    void unplugAgainstUnbind_isWholeOrComesTooLate() throws Exception {
        run.plug();

        List<String> answers = atOnce(() -> write(DEVICE, "unplugged"), () -> write(UNBIND, "dax0.0"));

        assertThat(answers.getLast()).isEqualTo("ok 6");
        assertThat(write(DEVICE, "unplugged")).isEqualTo("ENOENT");
        if (answers.getFirst().equals("ok 9")) {
            assertThat(run.shell.read(NODES)).isEqualTo("0\n");
        } else {
            assertThat(answers.getFirst()).isIn("ENOENT", "ENODEV");
            assertThat(run.blocks()).isEqualTo(movableBut(""));
            assertThat(logged(run.machine)).endsWith("kmem dax0.0: Hotplug regions stuck online until reboot");
            assertThat(write("/sys/bus/dax/drivers/kmem/bind", "dax0.0")).isEqualTo("EBUSY");
            assertThat(write(UNBIND, "dax0.0")).isEqualTo("ENODEV");
        }
    }

    private static List<String> atOnce(Callable<String> one, Callable<String> other) throws Exception {
        Call second = Call.of(other);
        String first = one.call();
        return List.of(first, second.result().get());
    }

    private static String logged(Machine machine) {
        return machine.kernel().log().all().stream().map(LogLine::text).toList().getLast();
    }
}
