package memplug.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import memplug.machine.acpi.Answer;
import memplug.machine.acpi.Insertion;
import memplug.machine.acpi.MemoryDevices;
import memplug.machine.dax.DaxDevice;
import memplug.machine.dax.DaxDriver;
import memplug.machine.dax.KmemDriver.StateOutcome;
import memplug.machine.dax.KmemState;
import memplug.machine.device.Bus;
import memplug.machine.kernel.Choices;
import memplug.machine.kernel.Fault;
import memplug.machine.kernel.Fingerprint;
import memplug.machine.kernel.LogLine;
import memplug.machine.kernel.Task;
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
    private static final int RUNS = 40;
    private static final int OPERATIONS = 3_000;

    @Test
    void anyOperations_withFaultsAnywhere_keepAllInvariants() {
        Long only = Long.getLong("memplug.seed");
        for (long seed = only == null ? 0 : only; seed < (only == null ? RUNS : only + 1); seed++) {
            new Run(seed).play();
        }
    }

    /** One run, which its seed decides wholly. */
    private static final class Run implements Choices {
        private final long seed;
        private final Random random;
        private final Machine machine;
        private final DaxDevice device;
        private final List<String> played = new ArrayList<>();
        private int faultPercent;
        private boolean putBackFailed;

        Run(long seed) {
            this.seed = seed;
            this.random = new Random(seed);
            this.machine = switch ((int) (seed % 4)) {
                case 0 -> TestMachines.memmapOnMemory();
                case 1 -> TestMachines.withoutHotRemove();
                default -> TestMachines.twoRanges();
            };
            this.device = machine.dax().device(TestMachines.DAX).orElseThrow();
            machine.kernel().decideBy(this);
        }

        @Override
        public boolean happens(Fault fault) {
            return random.nextInt(100) < faultPercent;
        }

        void play() {
            for (int i = 0; i < OPERATIONS; i++) {
                step();
            }
        }

        private void step() {
            Fingerprint before = machine.fingerprint();
            long logged = machine.kernel().log().count();
            faultPercent = random.nextInt(4) == 0 ? random.nextInt(30) : 0;
            boolean refused = operate();
            putBackFailed = machine.kernel().log().since(logged).stream()
                    .map(LogLine::text)
                    .anyMatch(text -> text.contains("Failed to re-online"));
            assertThat(machine.audit()).as(this::story).isEmpty();
            if (refused && !putBackFailed) {
                assertThat(machine.fingerprint()).as(this::story).isEqualTo(before);
            }
        }

        private String story() {
            int from = Math.max(0, played.size() - 12);
            return "seed " + seed + ", after " + played.size() + " operations; the last: "
                    + played.subList(from, played.size());
        }

        /** Does something; returns whether it was refused. */
        private boolean operate() {
            return switch (random.nextInt(13)) {
                case 0, 1, 2 -> setState();
                case 3, 4, 5 -> blockOnline();
                case 6, 7, 8 -> blockOffline();
                case 9 -> bindOrUnbind();
                case 10 -> changeParameter();
                case 11 -> dimm();
                default -> rarely();
            };
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

        /** Whatever an eject takes offline may come back in another zone, so only what does nothing changes nothing. */
        private boolean dimm() {
            MemoryDevices devices = machine.memoryDevices();
            String name = "dimm" + random.nextInt(4);
            Answer answer = random.nextBoolean()
                    ? devices.insert(anyDimm(name), Task.PLAIN)
                    : devices.requestEject(name, Task.PLAIN);
            played.add(name + " -> " + answer);
            return answer instanceof Answer.NothingDone;
        }

        private Insertion anyDimm(String name) {
            long bytes = (1L << 26) * (1 + random.nextInt(6));
            return new Insertion(name, bytes, random.nextInt(2), OptionalInt.empty(), OptionalLong.empty());
        }

        private boolean rarely() {
            MemoryBlock block = anyBlock();
            long address = machine.memory().rangeOf(block).start() + random.nextInt(1 << 27);
            return switch (random.nextInt(40)) {
                case 0 -> note("poison", machine.hotplug().poison(address));
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
