package memplug.cli.demo;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import memplug.machine.Machine;
import memplug.machine.dax.DaxDevice;
import memplug.machine.dax.KmemBinding;
import memplug.machine.dax.KmemDriver.StateOutcome;
import memplug.machine.dax.KmemState;
import memplug.machine.kernel.Fingerprint;
import memplug.machine.kernel.LogLine;
import memplug.machine.kernel.Pace;
import memplug.machine.kernel.Task;
import memplug.machine.mm.BlockId;
import memplug.machine.mm.FrameRun;
import memplug.machine.mm.MemoryBlock;
import memplug.machine.mm.Node;
import memplug.machine.mm.OnlineType;
import memplug.machine.mm.Outcome;
import memplug.machine.mm.Refusal;
import memplug.machine.phys.ByteSize;
import memplug.machine.phys.PhysicalRange;

/** What a whole device that is plugged and unplugged as one is good for, told and shown in a minute. */
public final class Demo {
    private static final String PROGRAM = "redis";
    private static final long PROGRAM_BYTES = 8 * ByteSize.GIB;

    /** How much of the device is in use when the program starts, so that it gets its memory far from the beginning. */
    private static final long BEFORE_PROGRAM_BYTES = 150 * ByteSize.GIB;

    private static final String BLOCKS = "/sys/devices/system/memory/";
    private static final long PAGE_BYTES = 4096;

    private final Machine machine;
    private final DaxDevice device;
    private final List<PhysicalRange> ranges;
    private final Narrator narrator;
    private final Paint paint;

    /**
     * A story that begins on a machine that has just booted.
     *
     * @param machine the machine, with a device bound to kmem
     * @param out where to tell it
     * @param paint how to colour it
     */
    public Demo(Machine machine, PrintStream out, Paint paint) {
        this.machine = machine;
        this.device = machine.dax().bus().devices().values().stream()
                .filter(each -> each.kmem() != null)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no device of the machine is bound to kmem"));
        this.ranges = ranges(device);
        this.narrator = new Narrator(out, paint);
        this.paint = paint;
    }

    /** Tells it. */
    public void tell() {
        introduce();
        plug();
        unplug();
        beRefused();
        unplugInTwoSteps(machine.copy());
        unplugAgainstAnother();
        conclude();
    }

    private void introduce() {
        narrator.title("A machine: " + machine.description().name());
        Picture picture = new Picture(machine.memory(), ranges, paint);
        narrator.say(
                "It exists in this process only: no privilege, no kernel, nothing to clean up. A row is a range of "
                        + "addresses, a cell "
                        + ByteSize.format(picture.blocksInACell()
                                * machine.memory().blockSize().bytes())
                        + ", which is " + picture.blocksInACell() + " memory blocks.");
        narrator.pause();
        for (Node node : machine.memory().nodesWithMemory()) {
            narrator.show(picture.rows("node " + node.id(), ranges(node), Optional.empty()));
        }
        for (DaxDevice each : machine.dax().bus().devices().values()) {
            narrator.show(picture.rows(each.name(), ranges(each), Optional.empty()));
        }
        narrator.pause();
        narrator.show(List.of(picture.legend()));
    }

    private void plug() {
        narrator.title("1. One write plugs a whole device");
        narrator.say("Its ranges are claimed and added, and all blocks go online in the zone that was asked for: in "
                + "Movable, nothing settles that could not be moved away again. (This one was bound at boot with its "
                + "blocks offline, so it has to be unplugged first.)");
        narrator.pause();
        write(KmemState.UNPLUGGED);
        write(KmemState.ONLINE_MOVABLE);
        show(machine, Optional.empty());
        narrator.answer("node " + node() + " has " + ByteSize.format(presentBytes()) + " now");
    }

    private void unplug() {
        narrator.title("2. One write takes it away");
        narrator.say("All blocks go offline first, and only when the last one has, all are removed.");
        narrator.pause();
        write(KmemState.UNPLUGGED);
        show(machine, Optional.empty());
    }

    private void beRefused() {
        narrator.title("3. All or nothing");
        narrator.say(PROGRAM + " has " + ByteSize.format(PROGRAM_BYTES) + " of its memory on node " + node()
                + ", and a network card was given the address: these pages are pinned, and cannot be moved.");
        narrator.pause();
        write(KmemState.ONLINE_MOVABLE);
        startProgram();
        Fingerprint before = machine.fingerprint();
        Steps steps = new Steps();
        machine.kernel().setPace(steps);
        narrator.type("", "timeout 5 sh -c 'echo unplugged > " + stateFile() + "'");
        Optional<Refusal> refusal = setState(KmemState.UNPLUGGED);
        machine.kernel().setPace(Pace.NO_TIME);
        narrator.answer(refusal.map(Explanation::of).orElse("done"));
        show(machine, refusal.flatMap(Explanation::blockOf));
        narrator.answer(steps.count(Pace.Kind.OFFLINE) + " blocks were tried in turn; the "
                + steps.count(Pace.Kind.ONLINE) + " that had gone offline are online again.");
        narrator.answer("fingerprint of the machine before " + shortened(before) + ", after "
                + shortened(machine.fingerprint()) + ": "
                + (before.equals(machine.fingerprint()) ? "nothing has changed." : "something has changed!"));
        narrator.pause();
        machine.workload().unpin(PROGRAM);
        narrator.say("Once the card lets go, the same write succeeds, and " + PROGRAM + " keeps every page:");
        narrator.pause();
        write(KmemState.UNPLUGGED);
        narrator.answer(whereProgramIs());
    }

    private void startProgram() {
        machine.workload().start("another", BEFORE_PROGRAM_BYTES, node());
        machine.workload().start(PROGRAM, PROGRAM_BYTES, node());
        machine.workload().stop("another");
        machine.workload().pin(PROGRAM);
    }

    private void unplugInTwoSteps(Machine copy) {
        DaxDevice copied = copy.dax().device(device.name()).orElseThrow();
        narrator.title("4. In two steps, someone can come in between");
        narrator.say(
                "Without the state file, a program has to take each block offline and then remove what is offline. "
                        + "A second program, such as a udev rule that onlines whatever is offline, needs but a moment. (On a "
                        + "copy of the machine: it will not recover.)");
        narrator.pause();
        narrator.type("one", "echo online_movable > " + stateFile());
        copy.dax().kmem().setState(copied, KmemState.ONLINE_MOVABLE, Task.PLAIN);
        MemoryBlock stolen = blockToFightFor(copy);
        narrator.type(
                "one", "for block in " + blockNames(copy) + "; do echo offline > " + BLOCKS + "$block/state; done");
        blocks(copy).forEach(block -> copy.hotplug().offline(block, Task.PLAIN));
        narrator.type("two", "echo online_movable > " + stateFile(stolen));
        copy.hotplug().online(stolen, OnlineType.ONLINE_MOVABLE, Task.PLAIN);
        narrator.type("one", "echo " + copied.name() + " > /sys/bus/dax/drivers/kmem/unbind");
        long logged = copy.kernel().log().count();
        copy.dax().bus().unbind(copy.dax().kmem(), copied.name(), Task.PLAIN);
        copy.kernel().log().since(logged).stream().map(LogLine::text).forEach(narrator::answer);
        show(copy, Optional.of(stolen.id()));
        narrator.answer("half of a device, for good: what is left cannot be removed until reboot.");
    }

    private void unplugAgainstAnother() {
        narrator.title("5. As one, nobody can");
        narrator.say("The second program tries the same while the device is half offline. It has to wait, and when its "
                + "turn comes the block is gone.");
        narrator.pause();
        narrator.type("one", "echo online_movable > " + stateFile());
        setState(KmemState.ONLINE_MOVABLE);
        MemoryBlock wanted = blockToFightFor(machine);
        Rival rival = new Rival(machine, wanted);
        machine.kernel().setPace(rival);
        narrator.type("one", "echo unplugged > " + stateFile());
        narrator.type("two", "echo online_movable > " + stateFile(wanted));
        setState(KmemState.UNPLUGGED);
        machine.kernel().setPace(Pace.NO_TIME);
        narrator.answer("two: "
                + (rival.outcome() instanceof Outcome.Refused(Refusal reason) ? Explanation.of(reason) : "done"));
        show(machine, Optional.empty());
        narrator.answer(machine.audit().orElse("everything that can be counted adds up."));
    }

    private void conclude() {
        narrator.title("On this machine with your own programs");
        narrator.type("", "memplug run machines/cxl-pool.yaml -- daxctl list -RDM");
        narrator.type("", "memplug run machines/cxl-pool.yaml");
    }

    private void write(KmemState state) {
        narrator.type("", "echo " + state.word() + " > " + stateFile());
        setState(state).map(Explanation::of).ifPresent(narrator::answer);
    }

    private Optional<Refusal> setState(KmemState state) {
        return machine.dax().kmem().setState(device, state, Task.PLAIN) instanceof StateOutcome.Refused(Refusal reason)
                ? Optional.of(reason)
                : Optional.empty();
    }

    private void show(Machine of, Optional<BlockId> marked) {
        narrator.show(new Picture(of.memory(), ranges, paint).rows(device.name(), ranges, marked));
    }

    private List<MemoryBlock> blocks(Machine of) {
        return ranges.stream()
                .flatMap(range -> of.memory().blocksIn(range).stream())
                .toList();
    }

    /** One in the middle of the device. */
    private MemoryBlock blockToFightFor(Machine of) {
        List<MemoryBlock> blocks = blocks(of);
        return blocks.get(blocks.size() / 2);
    }

    private String blockNames(Machine of) {
        List<MemoryBlock> blocks = blocks(of);
        return blocks.getFirst().id() + " ... " + blocks.getLast().id();
    }

    private static List<PhysicalRange> ranges(DaxDevice of) {
        KmemBinding binding = of.kmem();
        return binding == null ? List.of() : List.copyOf(binding.usable().values());
    }

    private List<PhysicalRange> ranges(Node node) {
        List<PhysicalRange> ranges = new ArrayList<>();
        for (BlockId id : node.blocks()) {
            PhysicalRange range = machine.memory().blockSize().rangeOf(id);
            if (!ranges.isEmpty() && ranges.getLast().end() == range.start()) {
                range = new PhysicalRange(ranges.removeLast().start(), range.end());
            }
            ranges.add(range);
        }
        return ranges;
    }

    private int node() {
        return device.region().targetNode().orElseThrow();
    }

    private long presentBytes() {
        return machine.memory().node(node()).present() * PAGE_BYTES;
    }

    private String whereProgramIs() {
        int owner = Optional.ofNullable(machine.workload().processes().get(PROGRAM))
                .orElseThrow()
                .owner();
        StringBuilder text = new StringBuilder(PROGRAM + ":");
        for (Node node : machine.memory().nodesWithMemory()) {
            long pages = node.blocks().stream()
                    .flatMap(id -> machine.memory().block(id).orElseThrow().frames().runs().stream())
                    .filter(run -> run.owner() == owner)
                    .mapToLong(FrameRun::pages)
                    .sum();
            if (pages > 0) {
                text.append(' ')
                        .append(ByteSize.format(pages * PAGE_BYTES))
                        .append(" on node ")
                        .append(node.id());
            }
        }
        return text.toString();
    }

    private String stateFile() {
        return "/sys/bus/dax/devices/" + device.name() + "/state";
    }

    private static String stateFile(MemoryBlock block) {
        return BLOCKS + block.id() + "/state";
    }

    private static String shortened(Fingerprint fingerprint) {
        return fingerprint.hex().substring(0, 12);
    }
}
