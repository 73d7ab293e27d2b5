package memplug.machine.acpi;

import static memplug.machine.acpi.DimmMachines.dimm;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import memplug.machine.Machine;
import memplug.machine.acpi.Answer.Told;
import memplug.machine.kernel.Task;
import memplug.machine.mm.BlockId;
import memplug.machine.mm.FrameUse;
import memplug.machine.mm.MemoryBlock;
import memplug.machine.mm.Notifiers.Event;
import memplug.machine.mm.OnlineType;
import memplug.machine.mm.Outcome;
import memplug.machine.mm.Refusal.UnmovablePage;
import memplug.machine.mm.Refusal.Vetoed;
import memplug.machine.phys.ByteSize;
import memplug.machine.workload.PageKind;
import memplug.machine.workload.Policy;
import memplug.machine.workload.ProcessRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The trouble of 2012: what is kept of the pages of one block of a DIMM lies in another one. */
class PageCgroupTest {
    private static final int FIRST = 32;
    private static final int LAST = 35;
    private static final int PAGES_PER_BLOCK = 128;
    private static final int ENOMEM = -12;

    private final Machine machine = DimmMachines.with("", "features: {page-cgroup: true}\n");

    @BeforeEach
    void plug() {
        machine.memoryDevices().insert(dimm("a", 512, 1), Task.PLAIN);
    }

    @AfterEach
    void audit() {
        assertThat(machine.audit()).isEmpty();
    }

    private MemoryBlock block(int number) {
        return machine.memory().block(new BlockId(number)).orElseThrow();
    }

    private Outcome online(int number, OnlineType type) {
        return audited(machine.hotplug().online(block(number), type, Task.PLAIN));
    }

    private Outcome offline(int number) {
        return audited(machine.hotplug().offline(block(number), Task.PLAIN));
    }

    private Outcome audited(Outcome outcome) {
        audit();
        return outcome;
    }

    private void onlineAll(OnlineType type) {
        for (int number = FIRST; number <= LAST; number++) {
            assertThat(online(number, type)).isEqualTo(Outcome.done());
        }
    }

    private List<Integer> held() {
        return IntStream.rangeClosed(FIRST, LAST)
                .map(number -> block(number).frames().count(FrameUse.PAGE_CGROUP))
                .boxed()
                .toList();
    }

    private static Outcome unmovable(int block) {
        return Outcome.refused(new UnmovablePage(new BlockId(block), (long) block << 15, "PAGE_CGROUP"));
    }

    @Test
    void online_ofKernelBlocks_keepsWhatIsOfAllInTheFirst() {
        onlineAll(OnlineType.ONLINE_KERNEL);

        assertThat(held()).containsExactly(3 * PAGES_PER_BLOCK, 0, 0, 0);
        assertThat(block(FIRST).pageCgroup())
                .allMatch(span -> span.pfn() < FIRST << 15)
                .hasSize(1);
    }

    @Test
    void online_ofMovableBlocks_keepsItElsewhere() {
        onlineAll(OnlineType.ONLINE_MOVABLE);

        assertThat(held()).containsExactly(0, 0, 0, 0);
        assertThat(offline(FIRST)).isEqualTo(Outcome.done());
        assertThat(block(FIRST).pageCgroup()).isEmpty();
    }

    @Test
    void offline_ascending_isRefusedAtTheFirst() {
        onlineAll(OnlineType.ONLINE_KERNEL);
        var before = machine.fingerprint();

        assertThat(offline(FIRST)).isEqualTo(unmovable(FIRST));

        assertThat(machine.fingerprint()).isEqualTo(before);
    }

    @Test
    void offline_descending_isDone() {
        var before = machine.fingerprint();
        onlineAll(OnlineType.ONLINE_KERNEL);

        for (int number = LAST; number >= FIRST; number--) {
            assertThat(offline(number)).isEqualTo(Outcome.done());
        }

        assertThat(machine.fingerprint()).isEqualTo(before);
    }

    @Test
    void eject_findsTheOrder() {
        onlineAll(OnlineType.ONLINE_KERNEL);

        assertThat(machine.memoryDevices().requestEject("a", Task.PLAIN)).isEqualTo(new Told(OstStatus.SUCCESS));

        assertThat(machine.memory().block(new BlockId(FIRST))).isEmpty();
    }

    @Test
    void online_withoutMemoryForIt_isRefusedAndCancelled() {
        List<Event> told = new ArrayList<>();
        machine.memory().notifiers().register(-1, (event, _) -> {
            told.add(event);
            return 0;
        });
        useUpNode0();
        var before = machine.fingerprint();

        assertThat(online(FIRST, OnlineType.ONLINE_KERNEL))
                .isEqualTo(Outcome.refused(new Vetoed(new BlockId(FIRST), ENOMEM)));

        assertThat(told).containsExactly(Event.MEM_PREPARE_ONLINE, Event.MEM_CANCEL_ONLINE, Event.MEM_FINISH_OFFLINE);
        assertThat(machine.fingerprint()).isEqualTo(before);
    }

    private void useUpNode0() {
        int count = 0;
        for (long bytes = ByteSize.GIB; bytes >= ByteSize.MIB / 4; ) {
            ProcessRequest some = new ProcessRequest("some" + count++, bytes, Policy.onNode(0), PageKind.KERNEL);
            bytes = machine.workload().start(some).isDone() ? bytes : bytes / 2;
        }
    }

    @Test
    void online_thatIsVetoed_freesIt() {
        machine.memory().notifiers().inject(Event.MEM_GOING_ONLINE, ENOMEM);

        assertThat(online(FIRST, OnlineType.ONLINE_KERNEL).isRefused()).isTrue();

        assertThat(block(FIRST).pageCgroup()).isEmpty();
    }

    @Test
    void copy_keepsItItself() {
        online(FIRST, OnlineType.ONLINE_KERNEL);
        Machine copy = machine.copy();

        assertThat(copy.fingerprint()).isEqualTo(machine.fingerprint());
        assertThat(copy.hotplug()
                        .offline(copy.memory().block(new BlockId(FIRST)).orElseThrow(), Task.PLAIN))
                .isEqualTo(Outcome.done());
        assertThat(copy.audit()).isEmpty();
    }
}
