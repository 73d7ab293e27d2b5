package memplug.machine;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import memplug.machine.acpi.Answer;
import memplug.machine.acpi.Insertion;
import memplug.machine.dax.DaxAllocation;
import memplug.machine.dax.DaxDevice;
import memplug.machine.dax.DaxDriver;
import memplug.machine.dax.DaxRegion;
import memplug.machine.dax.KmemState;
import memplug.machine.device.Bus;
import memplug.machine.kernel.Task;
import memplug.machine.phys.ByteSize;
import memplug.machine.virtio.VirtioMem;
import memplug.machine.virtio.VirtioMemDevice;

/** Lets memory come and go in every way that a machine has: DIMMs, virtio-mem, and devices cut from dax regions. */
final class RandomProviders {
    private static final int DEVICES = 4;
    private static final int DIMMS = 4;

    private final Machine machine;
    private final Random random;

    RandomProviders(Machine machine, Random random) {
        this.machine = machine;
        this.random = random;
    }

    /**
     * What was done.
     *
     * @param text what, and how it ended
     * @param isRefused whether nothing may have changed
     */
    record Act(String text, boolean isRefused) {}

    /** Plugs or ejects a DIMM. Whatever an eject takes offline may come back in another zone. */
    Act dimm() {
        String name = "dimm" + random.nextInt(DIMMS);
        Answer answer = random.nextBoolean()
                ? machine.memoryDevices().insert(anyDimm(name), Task.PLAIN)
                : machine.memoryDevices().requestEject(name, Task.PLAIN);
        return new Act(name + " -> " + answer, answer instanceof Answer.NothingDone);
    }

    private Insertion anyDimm(String name) {
        long bytes = 64 * ByteSize.MIB * (1 + random.nextInt(6));
        int node = random.nextInt(machine.memory().nodes().size());
        return new Insertion(name, bytes, node, OptionalInt.empty(), OptionalLong.empty());
    }

    /** Lets the hypervisor want something else, or time pass, on a kernel that has the driver. */
    Act virtioMem() {
        VirtioMem virtioMem = machine.virtioMem();
        if (virtioMem.bus().drivers().isEmpty()) {
            return dimm();
        }
        return switch (random.nextInt(16)) {
            case 0, 1 -> {
                boolean unplug = random.nextBoolean();
                virtioMem.parameters().setUnplugOnline(unplug);
                yield new Act("unplug_online " + unplug, false);
            }
            case 2, 3, 4 -> {
                long seconds = random.nextInt(400);
                virtioMem.letTimePass(1000 * seconds);
                yield new Act(seconds + " s pass", false);
            }
            case 5 -> bus("unbind", virtioMem.bus().unbind(virtioMem.driver(), device().name(), Task.PLAIN));
            case 6, 7 -> bus("bind", virtioMem.bus().bind(virtioMem.driver(), device().name(), Task.PLAIN));
            default -> request();
        };
    }

    private Act request() {
        VirtioMemDevice device = device();
        long blocks = device.region().size() / device.blockSize();
        long bytes = random.nextInt(4) == 0 ? 0 : random.nextLong(blocks + 1) * device.blockSize();
        return new Act(
                "request " + ByteSize.format(bytes) + " -> "
                        + machine.virtioMem().request(device, bytes),
                false);
    }

    private VirtioMemDevice device() {
        return machine.virtioMem().device(TestMachines.VMEM).orElseThrow();
    }

    /** Cuts the dax region into other devices, or binds one of them. */
    Act dax() {
        DaxRegion region = machine.dax().regions().firstEntry().getValue();
        DaxAllocation allocation = machine.dax().allocation();
        String name = "dax" + region.id() + "." + random.nextInt(DEVICES);
        DaxDevice device = machine.dax().device(name).orElse(null);
        if (device == null || random.nextInt(16) == 0) {
            return allocated("create", allocation.create(region));
        }
        return switch (random.nextInt(12)) {
            case 0 -> allocated("delete " + name, allocation.delete(region, name));
            case 1, 2, 3 -> {
                long bytes = random.nextInt(5) * 64L * ByteSize.MIB;
                yield allocated(name + " size " + bytes, allocation.resize(device, bytes));
            }
            case 4 -> {
                long first = region.range().start() + random.nextInt(20) * 64L * ByteSize.MIB;
                yield allocated(name + " map", allocation.map(device, first, first + 192 * ByteSize.MIB - 1));
            }
            case 5 -> allocated(name + " align", allocation.align(device, random.nextBoolean() ? 4096 : ByteSize.GIB));
            case 6, 7, 8 -> bus("unbind " + name, machine.dax().bus().unbind(anyDriver(), name, Task.PLAIN));
            default -> bus("bind " + name, machine.dax().bus().bind(anyDriver(), name, Task.PLAIN));
        };
    }

    private DaxDriver anyDriver() {
        return random.nextInt(4) == 0
                ? machine.dax().deviceDax()
                : machine.dax().kmem();
    }

    /**
     * Adds memory in one of the ways and removes it again, when nothing goes wrong and added memory stays offline.
     *
     * @return what, and how it ended; nothing if that way is not open now
     */
    Optional<String> addAndRemove() {
        return switch (random.nextInt(4)) {
            case 0 -> plugAndEject();
            case 1 -> wantAndWantNot();
            case 2 -> plugAndUnplug();
            default -> createAndDelete();
        };
    }

    /** A DIMM that could not be used is looked at again when another is plugged, and would not be as before. */
    private Optional<String> plugAndEject() {
        boolean allUsed = machine.memoryDevices().slots().values().stream()
                .allMatch(slot -> slot.dimm().isPresent() == slot.attachment().isPresent());
        Insertion dimm = anyDimm("fresh");
        if (!allUsed || machine.memoryDevices().insert(dimm, Task.PLAIN) instanceof Answer.NothingDone) {
            return Optional.empty();
        }
        return Optional.of(dimm + " and away -> " + machine.memoryDevices().requestEject("fresh", Task.PLAIN));
    }

    private Optional<String> wantAndWantNot() {
        if (device().requestedSize() != 0 || device().pluggedSize() != 0) {
            return Optional.empty();
        }
        String wanted = request().text();
        machine.virtioMem().request(device(), 0);
        machine.virtioMem().letTimePass(500_000);
        return Optional.of(wanted + " and 0 -> " + device().pluggedSize());
    }

    private Optional<String> plugAndUnplug() {
        return machine.dax().bus().devices().values().stream()
                .filter(device -> device.kmem() != null && device.kmem().state() == KmemState.UNPLUGGED)
                .findFirst()
                .map(device -> device.name() + " "
                        + machine.dax().kmem().setState(device, KmemState.ONLINE_MOVABLE, Task.PLAIN) + " and "
                        + machine.dax().kmem().setState(device, KmemState.UNPLUGGED, Task.PLAIN));
    }

    /** Where a region remembers the device that was created last, another one is not forgotten. */
    private Optional<String> createAndDelete() {
        DaxRegion region = machine.dax().regions().firstEntry().getValue();
        DaxAllocation allocation = machine.dax().allocation();
        if (allocation.youngest(region).isPresent()
                || allocation.seed(region).isPresent()
                || allocation.create(region) != DaxAllocation.Outcome.DONE) {
            return Optional.empty();
        }
        String name = allocation.youngest(region).orElseThrow();
        DaxDevice created = machine.dax().device(name).orElseThrow();
        allocation.resize(created, Math.min(256 * ByteSize.MIB, allocation.available(region)));
        Bus.Outcome bound = machine.dax().bus().bind(machine.dax().kmem(), name, Task.PLAIN);
        machine.dax().bus().unbind(machine.dax().kmem(), name, Task.PLAIN);
        allocation.resize(created, 0);
        return Optional.of(name + " created, " + bound + " and deleted -> " + allocation.delete(region, name));
    }

    private static Act allocated(String what, DaxAllocation.Outcome outcome) {
        return new Act(what + " -> " + outcome, outcome != DaxAllocation.Outcome.DONE);
    }

    private static Act bus(String what, Bus.Outcome outcome) {
        return new Act(what + " -> " + outcome, !(outcome instanceof Bus.Outcome.Done));
    }
}
