package memplug.machine.mm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import memplug.machine.Machine;
import memplug.machine.TestMachines;
import memplug.machine.dax.KmemState;
import memplug.machine.kernel.Task;
import memplug.machine.phys.ByteSize;
import memplug.machine.workload.PageKind;
import memplug.machine.workload.Policy;
import memplug.machine.workload.ProcessRequest;
import memplug.machine.workload.Workload;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever becomes of huge pages, pools get back what is theirs, and keep nothing else. */
class RandomHugePoolsTest {
    private static final int OPERATIONS = 2000;
    private static final int PROCESSES = 4;

    private final Machine machine = TestMachines.twoRanges();
    private final HugePool pool =
            machine.memory().pages().hugePools().of(FrameUse.HUGE_2M).orElseThrow();
    private final List<String> played = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void anyOperations_leaveThePoolsWhole(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < OPERATIONS; i++) {
            played.add(act(random));
            assertThat(machine.audit()).as(this::story).isEmpty();
            if (i % 100 == 0) {
                stopAll();
                assertThatAllIsFreeAndWanted();
            }
        }
    }

    private String story() {
        return played.subList(Math.max(0, played.size() - 12), played.size()).toString();
    }

    private String act(Random random) {
        Workload workload = machine.workload();
        String name = "p" + random.nextInt(PROCESSES);
        long bytes = (1 + random.nextInt(40)) * ByteSize.MIB;
        Node node = machine.memory().node(random.nextInt(2));
        return switch (random.nextInt(18)) {
            case 0, 1, 2, 3 -> "start " + name + " " + start(random, name, bytes);
            case 4, 5 -> "stop " + name + " " + workload.stop(name);
            case 6 -> "touch " + name + " " + workload.touch(name, bytes);
            case 7, 8 -> "reserve " + name + " " + bytes + " " + workload.reserve(name, bytes);
            case 9 -> "free " + name + " " + workload.free(name, bytes);
            case 10 -> "thin " + name + " " + workload.thin(name, bytes / 4);
            case 11 -> "fork " + name + " " + workload.fork(name, "p" + random.nextInt(PROCESSES));
            case 12 ->
                random.nextBoolean()
                        ? "pin " + name + " " + workload.pin(name, bytes / 2)
                        : "pin-longterm " + name + " " + workload.pinLongTerm(name, bytes / 2);
            case 13 -> "unpin " + name + " " + workload.unpin(name);
            case 14 -> setPool(node, random.nextInt(3) == 0 ? 0 : random.nextInt(100));
            case 15 -> "soft " + machine.hotplug().softOffline(anyAddress(random));
            case 16 -> random.nextInt(4) == 0 ? "hard " + machine.hotplug().hardOffline(anyAddress(random)) : "";
            default -> "state " + setState(random.nextBoolean() ? KmemState.UNPLUGGED : KmemState.ONLINE_MOVABLE);
        };
    }

    private Object start(Random random, String name, long bytes) {
        Policy.Kind[] kinds = Policy.Kind.values();
        List<Integer> nodes = random.nextBoolean() ? List.of(1) : List.of(1, 0);
        Policy policy = new Policy(kinds[random.nextInt(kinds.length)], nodes);
        return machine.workload().start(new ProcessRequest(name, bytes, policy, PageKind.HUGE));
    }

    private String setPool(Node node, long pages) {
        pool.resize(node, pages);
        return "pool of node " + node.id() + " " + pages;
    }

    /** Where huge pages are likely. */
    private static long anyAddress(Random random) {
        long start = random.nextBoolean() ? 0x1_0000_0000L : 0x0200_0000L;
        return start + random.nextInt((int) (128 * ByteSize.MIB));
    }

    private Object setState(KmemState state) {
        return machine.dax()
                .kmem()
                .setState(machine.dax().device(TestMachines.DAX).orElseThrow(), state, Task.PLAIN);
    }

    private void stopAll() {
        List.copyOf(machine.workload().processes().keySet()).forEach(machine.workload()::stop);
    }

    private void assertThatAllIsFreeAndWanted() {
        assertThat(pool.reserved()).as(this::story).isZero();
        for (Node node : machine.memory().nodes().values()) {
            assertThat(pool.free(node)).as(this::story).isEqualTo(pool.total(node));
            assertThat(pool.surplus(node)).as(this::story).isZero();
            var before = machine.fingerprint();
            setPool(node, pool.total(node));
            assertThat(machine.fingerprint()).as(this::story).isEqualTo(before);
        }
    }
}
