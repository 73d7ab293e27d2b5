package memplug.machine.virtio;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import memplug.machine.Machine;
import memplug.machine.TestMachines;
import memplug.machine.kernel.Choices;
import memplug.machine.kernel.Fault;
import memplug.machine.kernel.Fingerprint;
import memplug.machine.kernel.Task;
import memplug.machine.mm.BlockState;
import memplug.machine.mm.MemoryBlock;
import memplug.machine.mm.Notifiers.Event;
import memplug.machine.mm.OnlineType;
import memplug.machine.mm.Outcome;
import memplug.machine.phys.ByteSize;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Plugs and unplugs anything, with blocks going online and offline, memory in use and pinned, vetoes, faults, and time
 * passing in between, and checks all invariants after each step. A failure says the seed, and {@code -Dmemplug.seed=N} runs
 * that one again.
 */
class RandomVirtioMemTest {
    private static final int RUNS = 12;
    private static final int OPERATIONS = 400;

    @ParameterizedTest
    @ValueSource(strings = {"", "virtio_mem.force_bbm", "virtio_mem.force_bbm virtio_mem.bbm_block_size=0x10000000"})
    void anyOperations_withFaultsAnywhere_keepAllInvariants(String commandLine) {
        seeds().forEach(seed -> new Run(seed, commandLine, 30).play());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "virtio_mem.force_bbm"})
    void anyOperations_thenNothingWantedAndNobodyInTheWay_leaveTheMachineAsItWas(String commandLine) {
        seeds().forEach(seed -> new Run(seed, commandLine, 0).playAndUndo());
    }

    private static List<Long> seeds() {
        Long only = Long.getLong("memplug.seed");
        return only != null
                ? List.of(only)
                : new Random(1).longs(RUNS, 0, 1000).boxed().toList();
    }

    /** One run, which its seed decides wholly. */
    private static final class Run implements Choices {
        private final long seed;
        private final Random random;
        private final Machine machine;
        private final VirtioMem virtioMem;
        private final VirtioMemDevice device;
        private final int mostFaultPercent;
        private final List<String> played = new ArrayList<>();
        private int faultPercent;

        Run(long seed, String commandLine, int mostFaultPercent) {
            this.seed = seed;
            this.random = new Random(seed);
            this.machine = TestMachines.virtioMem((2L << random.nextInt(4)) * ByteSize.MIB, commandLine);
            this.virtioMem = machine.virtioMem();
            this.device = virtioMem.device(TestMachines.VMEM).orElseThrow();
            this.mostFaultPercent = mostFaultPercent;
            machine.kernel().decideBy(this);
        }

        @Override
        public boolean happens(Fault fault) {
            // An error of the hypervisor ends all work for good: now and then only.
            return random.nextInt(100) < faultPercent
                    && (fault.kind() != Fault.Kind.HYPERVISOR_ERROR || random.nextInt(200) == 0);
        }

        void play() {
            for (int i = 0; i < OPERATIONS; i++) {
                faultPercent = random.nextInt(4) == 0 ? random.nextInt(mostFaultPercent + 1) : 0;
                operate();
                assertThat(machine.audit()).as(this::story).isEmpty();
            }
            assertThat(machine.copy().fingerprint()).as(this::story).isEqualTo(machine.fingerprint());
        }

        void playAndUndo() {
            machine.memory().parameters().setAutoOnline(OnlineType.ONLINE);
            Fingerprint before = machine.fingerprint();
            for (int i = 0; i < OPERATIONS / 4; i++) {
                switch (random.nextInt(5)) {
                    case 0, 1 -> request();
                    case 2 -> blockOnline();
                    case 3 -> blockOffline();
                    default -> changeUnplugOnline();
                }
                assertThat(machine.audit()).as(this::story).isEmpty();
            }
            virtioMem.parameters().setUnplugOnline(true);
            virtioMem.request(device, 0);
            virtioMem.letTimePass(500_000);
            assertThat(machine.fingerprint()).as(this::story).isEqualTo(before);
        }

        private String story() {
            return "seed " + seed + ", after " + played.size() + " operations; the last: "
                    + played.subList(Math.max(0, played.size() - 12), played.size());
        }

        private void operate() {
            switch (random.nextInt(16)) {
                case 0, 1, 2, 3 -> request();
                case 4, 5 -> blockOnline();
                case 6, 7, 8 -> blockOffline();
                case 9 -> changeUnplugOnline();
                case 10 -> {
                    OnlineType type = pick(OnlineType.values());
                    played.add("auto_online_blocks " + type);
                    machine.memory().parameters().setAutoOnline(type);
                }
                case 11, 12 -> process();
                case 13 -> {
                    long seconds = random.nextInt(400);
                    played.add(seconds + " s pass");
                    virtioMem.letTimePass(1000 * seconds);
                }
                case 14 -> {
                    Event event = pick(Event.MEM_GOING_ONLINE, Event.MEM_GOING_OFFLINE);
                    long number = pick(0L, 0L, -16L);
                    played.add(event + " " + number);
                    machine.memory().notifiers().inject(event, number);
                }
                default -> rarely();
            }
        }

        private void request() {
            long blocks = device.region().size() / device.blockSize();
            long bytes = random.nextInt(4) == 0 ? 0 : random.nextLong(blocks + 1) * device.blockSize();
            played.add("request " + ByteSize.format(bytes) + " -> " + virtioMem.request(device, bytes));
        }

        private void blockOnline() {
            MemoryBlock block = anyBlock();
            OnlineType type = pick(OnlineType.ONLINE, OnlineType.ONLINE_KERNEL, OnlineType.ONLINE_MOVABLE);
            // What is asked of a block that is online is remembered, and so is no way to leave all as it was.
            Outcome outcome = block.state() == BlockState.OFFLINE
                    ? machine.hotplug().online(block, type, Task.PLAIN)
                    : machine.hotplug().online(block, Task.PLAIN);
            played.add(block.id() + " " + type + " -> " + outcome);
        }

        private void blockOffline() {
            MemoryBlock block = anyBlock();
            played.add(block.id() + " offline -> " + machine.hotplug().offline(block, Task.PLAIN));
        }

        private void changeUnplugOnline() {
            boolean unplug = random.nextBoolean();
            played.add("unplug_online " + unplug);
            virtioMem.parameters().setUnplugOnline(unplug);
        }

        private void process() {
            String name = "process" + random.nextInt(3);
            long bytes = (1 + random.nextInt(100)) * ByteSize.MIB;
            played.add(name);
            switch (random.nextInt(4)) {
                case 0, 1 -> machine.workload().start(name, bytes, 1);
                case 2 -> machine.workload().pin(name);
                default -> machine.workload().stop(name);
            }
        }

        private void rarely() {
            switch (random.nextInt(40)) {
                case 0 -> played.add("unbind " + virtioMem.bus().unbind(virtioMem.driver(), "virtio0", Task.PLAIN));
                case 1, 2, 3 -> played.add("bind " + virtioMem.bus().bind(virtioMem.driver(), "virtio0", Task.PLAIN));
                case 4 -> {
                    long address = machine.memory().rangeOf(anyBlock()).start() + random.nextInt(1 << 27);
                    played.add("poison " + machine.hotplug().softOffline(address));
                }
                default -> request();
            }
        }

        /** A block of the device, if it has one. */
        private MemoryBlock anyBlock() {
            List<MemoryBlock> blocks = List.copyOf(machine.memory().blocksIn(device.region()));
            return blocks.isEmpty()
                    ? machine.memory().blocks().lastEntry().getValue()
                    : blocks.get(random.nextInt(blocks.size()));
        }

        @SafeVarargs
        private <E> E pick(E... choices) {
            return choices[random.nextInt(choices.length)];
        }
    }
}
