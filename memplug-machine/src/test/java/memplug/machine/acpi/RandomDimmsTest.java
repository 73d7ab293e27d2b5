package memplug.machine.acpi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import memplug.machine.Machine;
import memplug.machine.kernel.Choices;
import memplug.machine.kernel.Fault;
import memplug.machine.kernel.Fingerprint;
import memplug.machine.kernel.Task;
import memplug.machine.mm.HotplugParameters.OnlinePolicy;
import memplug.machine.mm.MemoryBlock;
import memplug.machine.mm.OnlineType;
import memplug.machine.phys.ByteSize;
import org.junit.jupiter.api.Test;

/**
 * Plugs and ejects DIMMs in any order, with anything going wrong, and checks all invariants after each step. When all of them
 * are gone in the end, the machine is as it was. A failure says the seed, and {@code -Dmemplug.seed=N} runs that one again.
 */
class RandomDimmsTest {
    private static final int RUNS = 40;
    private static final int OPERATIONS = 300;

    @Test
    void anyOperationsOnDimms_withFaultsAnywhere_leaveNothingWhenAllAreGone() {
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
        private final List<String> played = new ArrayList<>();
        private int faultPercent;

        Run(long seed) {
            this.seed = seed;
            this.random = new Random(seed);
            this.machine = DimmMachines.with(
                    seed % 5 == 4 ? ", demand-offline: true" : "",
                    seed % 3 == 2 ? "kernel: {memmap-on-memory: Y}\n" : "");
            machine.kernel().decideBy(this);
        }

        @Override
        public boolean happens(Fault fault) {
            return random.nextInt(100) < faultPercent;
        }

        void play() {
            Fingerprint before = machine.fingerprint();
            for (int i = 0; i < OPERATIONS; i++) {
                faultPercent = random.nextInt(4) == 0 ? random.nextInt(30) : 0;
                operate();
                assertThat(machine.audit()).as(this::story).isEmpty();
            }
            takeAllAway();
            assertThat(machine.audit()).as(this::story).isEmpty();
            assertThat(machine.fingerprint()).as(this::story).isEqualTo(before);
        }

        private String story() {
            int from = Math.max(0, played.size() - 12);
            return "seed " + seed + ", the last operations: " + played.subList(from, played.size());
        }

        private void operate() {
            switch (random.nextInt(10)) {
                case 0, 1 -> insert();
                case 2 -> note("eject", machine.memoryDevices().eject(random.nextInt(4), Task.PLAIN));
                case 3 ->
                    note("request-eject", machine.memoryDevices().requestEject("d" + random.nextInt(6), Task.PLAIN));
                case 4, 5, 6 -> changeBlock();
                case 7 -> machine.memoryDevices().setHotplugEnabled(random.nextInt(4) > 0);
                default -> changeParameter();
            }
        }

        private void insert() {
            long bytes = (1 + random.nextInt(6)) * (random.nextInt(8) == 0 ? 64 : 128L) * ByteSize.MIB;
            OptionalInt slot = random.nextBoolean() ? OptionalInt.empty() : OptionalInt.of(random.nextInt(5));
            OptionalLong at = random.nextBoolean()
                    ? OptionalLong.empty()
                    : OptionalLong.of(DimmMachines.FIRST + random.nextInt(32) * 64L * ByteSize.MIB);
            Insertion dimm = new Insertion("d" + random.nextInt(6), bytes, random.nextInt(3), slot, at);
            note(dimm.toString(), machine.memoryDevices().insert(dimm, Task.PLAIN));
        }

        private void changeBlock() {
            List<MemoryBlock> blocks = List.copyOf(machine.memory().blocks().values());
            MemoryBlock block = blocks.get(random.nextInt(blocks.size()));
            if (block.isEarly()) {
                return;
            }
            OnlineType type = pick(OnlineType.values());
            note(
                    block.id() + " " + type,
                    type == OnlineType.OFFLINE
                            ? machine.hotplug().offline(block, Task.PLAIN)
                            : machine.hotplug().online(block, type, Task.PLAIN));
        }

        private void changeParameter() {
            machine.memory().parameters().setAutoOnline(pick(OnlineType.values()));
            machine.memory().parameters().setOnlinePolicy(pick(OnlinePolicy.values()));
        }

        /** The memmap of one DIMM may lie in another, which cannot go before it. */
        private void takeAllAway() {
            faultPercent = 0;
            machine.memoryDevices().setHotplugEnabled(true);
            machine.memory().parameters().setAutoOnline(OnlineType.OFFLINE);
            machine.memory().parameters().setOnlinePolicy(OnlinePolicy.CONTIG_ZONES);
            for (int round = 0; round < 6; round++) {
                for (MemoryBlock block : List.copyOf(machine.memory().blocks().values())) {
                    if (!block.isEarly()) {
                        machine.hotplug().offline(block, Task.PLAIN);
                    }
                }
                for (int name = 0; name < 6; name++) {
                    machine.memoryDevices().requestEject("d" + name, Task.PLAIN);
                }
            }
        }

        private <E> E pick(E[] choices) {
            return choices[random.nextInt(choices.length)];
        }

        private void note(String operation, Object outcome) {
            played.add(operation + " -> " + outcome);
        }
    }
}
