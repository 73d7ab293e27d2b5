package memplug.cli.demo;

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

/** What a whole dax device that is plugged and unplugged as one is good for. */
final class DaxStory {
    private static final String PROGRAM = "redis";
    private static final String BLOCKS = "/sys/devices/system/memory/";
    private static final long PAGE_BYTES = 4096;

    private final Machine machine;
    private final DaxDevice device;
    private final List<PhysicalRange> ranges;
    private final Narrator narrator;
    private final Paint paint;

    private DaxStory(Machine machine, DaxDevice device, Narrator narrator, Paint paint) {
        this.machine = machine;
        this.device = device;
        this.ranges = Part.of(device).ranges();
        this.narrator = narrator;
        this.paint = paint;
    }

    /** {@return the story of the machine's first device that has memory and is bound to kmem, if there is one} */
    static Optional<DaxStory> of(Machine machine, Narrator narrator, Paint paint) {
        return machine.dax().bus().devices().values().stream()
                .filter(each -> each.kmem() != null && !Part.of(each).ranges().isEmpty())
                .findFirst()
                .map(device -> new DaxStory(machine, device, narrator, paint));
    }

    /** Tells it. */
    void tell() {
        plug();
        unplug();
        beRefused();
        unplugInTwoSteps(machine.copy());
        unplugAgainstAnother();
    }

    private void plug() {
        narrator.chapter("One write plugs a whole device");
        narrator.say("Its ranges are claimed and added, and all blocks go online in the zone that was asked for: in "
                + "Movable, nothing settles that could not be moved away again. (This one is " + state()
                + " since boot, and unplugged first.)");
        narrator.pause();
        write(KmemState.UNPLUGGED);
        write(KmemState.ONLINE_MOVABLE);
        show(machine, Optional.empty());
        narrator.answer("node " + node() + " has " + ByteSize.human(presentBytes()) + " now");
    }

    private void unplug() {
        narrator.chapter("One write takes it away");
        narrator.say("All blocks go offline first, and only when the last one has, all are removed.");
        narrator.pause();
        write(KmemState.UNPLUGGED);
        show(machine, Optional.empty());
    }

    private void beRefused() {
        narrator.chapter("All or nothing");
        narrator.say(PROGRAM + " has " + ByteSize.format(programBytes()) + " of its memory on node " + node()
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
        // So much of the device is in use when the program starts that it gets its memory far from the beginning.
        machine.workload().start("another", deviceBytes() / 128 * 75, node());
        machine.workload().start(PROGRAM, programBytes(), node());
        machine.workload().stop("another");
        machine.workload().pin(PROGRAM);
    }

    private void unplugInTwoSteps(Machine copy) {
        DaxDevice copied = copy.dax().device(device.name()).orElseThrow();
        narrator.chapter("In two steps, someone can come in between");
        narrator.say(
                "Without the state file, a program has to take each block offline and then remove what is offline. "
                        + "A second program, such as a udev rule that onlines whatever is offline, needs but a moment. (On a "
                        + "copy of the machine: it will not recover.)");
        narrator.pause();
        narrator.type("one", "echo online_movable > " + stateFile());
        copy.dax().kmem().setState(copied, KmemState.ONLINE_MOVABLE, Task.PLAIN);
        MemoryBlock stolen = blockToFightFor(copy);
        narrator.type(
                "one", "for block in " + blockNames(copy) + "\ndo echo offline > " + BLOCKS + "$block/state; done");
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
        narrator.chapter("As one, nobody can");
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
        DaxDevice shown = of.dax().device(device.name()).orElseThrow();
        narrator.show(new Picture(of.memory(), Part.of(of), paint).rows(Part.of(shown), marked));
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

    private String state() {
        KmemBinding binding = device.kmem();
        return binding == null ? "unbound" : binding.state().word();
    }

    private long deviceBytes() {
        return ranges.stream().mapToLong(PhysicalRange::size).sum();
    }

    private long programBytes() {
        return deviceBytes() / 32;
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
