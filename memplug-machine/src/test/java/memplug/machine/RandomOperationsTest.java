package memplug.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import memplug.machine.dax.DaxDevice;
import memplug.machine.dax.DaxDriver;
import memplug.machine.dax.KmemDriver.StateOutcome;
import memplug.machine.dax.KmemState;
import memplug.machine.description.MachineDescription.Features;
import memplug.machine.device.Bus;
import memplug.machine.kernel.Choices;
import memplug.machine.kernel.Fault;
import memplug.machine.kernel.Fingerprint;
import memplug.machine.kernel.LogLine;
import memplug.machine.kernel.Task;
import memplug.machine.mm.FrameUse;
import memplug.machine.mm.HotplugParameters.OnlinePolicy;
import memplug.machine.mm.MemoryBlock;
import memplug.machine.mm.Notifiers.Event;
import memplug.machine.mm.OnlineType;
import memplug.machine.mm.Outcome;
import org.junit.jupiter.api.Test;

/**
 * Does anything to a machine, with anything going wrong, and checks all invariants after each step. A failure says the seed,
 * and {@code -Dmemplug.seed=N} runs that one again.
 */
class RandomOperationsTest {
    private static final int RUNS = Integer.getInteger("memplug.runs", 100);
    private static final int OPERATIONS = 10_000;

    @Test
    void anyOperations_withFaultsAnywhere_keepAllInvariants() {
        Long only = Long.getLong("memplug.seed");
        // Runs know nothing of each other, so each core plays some of them.
        LongStream.range(only == null ? 0 : only, only == null ? RUNS : only + 1)
                .parallel()
                .forEach(seed -> new Run(seed).play());
    }

    /** One run, which its seed decides wholly. */
    private static final class Run implements Choices {
        private final long seed;
        private final Random random;
        private final Machine machine;
        private final DaxDevice device;
        private final RandomWorkload workload;
        private final RandomProviders providers;
        private final List<String> played = new ArrayList<>();
        private int faultPercent;
        private boolean putBackFailed;

        Run(long seed) {
            this.seed = seed;
            this.random = new Random(seed);
            this.machine = machine(seed);
            this.device = machine.dax().device(TestMachines.DAX).orElseThrow();
            this.workload = new RandomWorkload(machine, random);
            this.providers = new RandomProviders(machine, random);
            machine.kernel().decideBy(this);
        }

        private static Machine machine(long seed) {
            boolean isOld = seed % 5 == 3;
            Features features = new Features(seed % 4 != 1, true, true, true, false, isOld, isOld);
            String commandLine =
                    (seed % 3 == 0 ? "virtio_mem.force_bbm " : "") + (seed % 5 == 2 ? "movablecore=900M" : "");
            return TestMachines.everyProvider(features, seed % 4 == 0 ? "Y" : "N", commandLine);
        }

        /** An error of the hypervisor ends all work for good: now and then only. */
        @Override
        public boolean happens(Fault fault) {
            return random.nextInt(100) < faultPercent
                    && (fault.kind() != Fault.Kind.HYPERVISOR_ERROR || random.nextInt(200) == 0);
        }

        void play() {
            for (int i = 0; i < OPERATIONS; i++) {
                step();
            }
        }

        private void step() {
            // Before a refusal, pages may have moved, pools been dissolved, and page cgroups been allocated anew.
            boolean isIdle = machine.workload().processes().isEmpty()
                    && hugePages() == 0
                    && !machine.memory().build().pageCgroup();
            Optional<Fingerprint> before = isIdle ? Optional.of(machine.fingerprint()) : Optional.empty();
            List<String> statesBefore = states();
            long logged = machine.kernel().log().count();
            faultPercent = random.nextInt(4) == 0 ? random.nextInt(30) : 0;
            boolean refused = operate();
            putBackFailed = machine.kernel().log().since(logged).stream()
                    .map(LogLine::text)
                    .anyMatch(text -> text.contains("Failed to re-online"));
            assertThat(machine.audit()).as(this::story).isEmpty();
            if (refused && !putBackFailed) {
                assertThat(states()).as(this::story).isEqualTo(statesBefore);
                before.ifPresent(
                        was -> assertThat(machine.fingerprint()).as(this::story).isEqualTo(was));
            }
        }

        private long hugePages() {
            return machine.memory().blocks().values().stream()
                    .mapToLong(block -> block.frames().count(FrameUse.HUGE_2M))
                    .sum();
        }

        /** What a refusal leaves as it was even if pages have been moved before it. */
        private List<String> states() {
            boolean poisonStays = !machine.memory().build().onlineClearsPoison();
            return machine.memory().blocks().values().stream()
                    .map(block -> block.id() + " " + block.state() + " " + block.zone() + " "
                            + (poisonStays ? block.poisonedPages() : ""))
                    .toList();
        }

        private String story() {
            int from = Math.max(0, played.size() - 12);
            return "seed " + seed + ", after " + played.size() + " operations; the last: "
                    + played.subList(from, played.size());
        }

        /** Does something; returns whether it was refused. */
        private boolean operate() {
            return switch (random.nextInt(20)) {
                case 0, 1, 2 -> setState();
                case 3, 4, 5 -> blockOnline();
                case 6, 7, 8 -> blockOffline();
                case 9 -> bindOrUnbind();
                case 10 -> changeParameter();
                case 11, 12, 13 -> {
                    played.add(workload.act());
                    yield false;
                }
                case 14, 15 -> note(providers.dimm());
                case 16, 17 -> note(providers.virtioMem());
                case 18 -> note(providers.dax());
                default -> random.nextInt(3) == 0 ? addAndRemove() : rarely();
            };
        }

        /** Whatever is added and removed again leaves everything as it was. */
        private boolean addAndRemove() {
            if (!machine.memory().canRemove()) {
                return false;
            }
            OnlineType autoOnline = machine.memory().parameters().autoOnline();
            faultPercent = 0;
            machine.memory().parameters().setAutoOnline(OnlineType.OFFLINE);
            machine.memory().notifiers().inject(Event.MEM_GOING_ONLINE, 0);
            machine.memory().notifiers().inject(Event.MEM_GOING_OFFLINE, 0);
            // What virtio-mem was to try again is no part of this.
            machine.virtioMem().letTimePass(500_000);
            Fingerprint before = machine.fingerprint();
            providers.addAndRemove().ifPresent(text -> {
                played.add(text);
                assertThat(machine.fingerprint()).as(this::story).isEqualTo(before);
            });
            machine.memory().parameters().setAutoOnline(autoOnline);
            return false;
        }

        private boolean setState() {
            KmemState wanted =
                    pick(KmemState.UNPLUGGED, KmemState.ONLINE, KmemState.ONLINE_KERNEL, KmemState.ONLINE_MOVABLE);
            StateOutcome outcome = machine.dax().kmem().setState(device, wanted, Task.PLAIN);
            played.add("state " + wanted + " -> " + outcome);
            return !(outcome instanceof StateOutcome.Done);
        }

        private boolean blockOnline() {
            MemoryBlock block = anyBlock();
            OnlineType type = pick(OnlineType.ONLINE, OnlineType.ONLINE_KERNEL, OnlineType.ONLINE_MOVABLE);
            return note(block.id() + " " + type, machine.hotplug().online(block, type, Task.PLAIN));
        }

        private boolean blockOffline() {
            MemoryBlock block = anyBlock();
            return note(block.id() + " offline", machine.hotplug().offline(block, Task.PLAIN));
        }

        private boolean bindOrUnbind() {
            DaxDriver driver = pick(machine.dax().kmem(), machine.dax().deviceDax());
            return switch (random.nextInt(6)) {
                case 0 -> noteBus("unbind", machine.dax().bus().unbind(driver, device.name(), Task.PLAIN));
                case 1 -> {
                    played.add("new_id " + driver.name());
                    machine.dax().newId(driver, device.name(), Task.PLAIN);
                    yield false;
                }
                case 2 -> {
                    played.add("remove_id " + driver.name());
                    machine.dax().removeId(driver, device.name());
                    yield false;
                }
                default ->
                    noteBus("bind " + driver.name(), machine.dax().bus().bind(driver, device.name(), Task.PLAIN));
            };
        }

        private boolean changeParameter() {
            played.add("parameter");
            switch (random.nextInt(4)) {
                case 0 -> machine.memory().parameters().setAutoOnline(pick(OnlineType.values()));
                case 1 -> machine.memory().parameters().setOnlinePolicy(pick(OnlinePolicy.values()));
                case 2 -> machine.memory().parameters().setAutoMovableRatio(pick(0, 15, 301));
                default ->
                    machine.memory()
                            .notifiers()
                            .inject(pick(Event.MEM_GOING_ONLINE, Event.MEM_GOING_OFFLINE), pick(0L, 0L, -16L));
            }
            return false;
        }

        private boolean note(RandomProviders.Act act) {
            played.add(act.text());
            return act.isRefused();
        }

        private boolean rarely() {
            MemoryBlock block = anyBlock();
            long address = machine.memory().rangeOf(block).start() + random.nextInt(1 << 27);
            return switch (random.nextInt(40)) {
                case 0 -> note("soft offline", machine.hotplug().softOffline(address));
                case 2 -> {
                    played.add("hard offline " + machine.hotplug().hardOffline(address));
                    yield false;
                }
                case 1 -> note("probe", machine.hotplug().probe(1, address & -(1L << 27), Task.PLAIN));
                default -> {
                    played.add("memmap_on_memory");
                    machine.dax().setMemmapOnMemory(device, random.nextBoolean());
                    yield false;
                }
            };
        }

        private MemoryBlock anyBlock() {
            List<MemoryBlock> blocks = List.copyOf(machine.memory().blocks().values());
            return blocks.get(random.nextInt(blocks.size()));
        }

        private boolean note(String operation, Outcome outcome) {
            played.add(operation + " -> " + outcome);
            return outcome.isRefused();
        }

        private boolean noteBus(String operation, Bus.Outcome outcome) {
            played.add(operation + " -> " + outcome);
            return !(outcome instanceof Bus.Outcome.Done);
        }

        @SafeVarargs
        private <E> E pick(E... choices) {
            return choices[random.nextInt(choices.length)];
        }
    }
}
