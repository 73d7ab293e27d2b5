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
import memplug.machine.mm.Frames;
import memplug.machine.mm.MemoryBlock;
import memplug.machine.mm.OnlineType;
import memplug.machine.mm.Outcome;
import memplug.machine.mm.Refusal;
import memplug.machine.phys.ByteSize;
import memplug.machine.phys.PhysicalRange;

/** What a whole dax device that is plugged and unplugged as one is good for. */
final class DaxStory {
    private static final String BLOCKS = "/sys/devices/system/memory/";

    private final Machine machine;
    private final DaxDevice device;
    private final List<PhysicalRange> ranges;
    private final Narrator narrator;
    private final Paint paint;
    private final PinnedProgram program;

    private DaxStory(Machine machine, DaxDevice device, Narrator narrator, Paint paint) {
        this.machine = machine;
        this.device = device;
        this.ranges = Part.of(device).ranges();
        this.narrator = narrator;
        this.paint = paint;
        this.program = PinnedProgram.on(
                machine, ranges.stream().mapToLong(PhysicalRange::size).sum(), node());
    }

    /** {@return the story of the machine's first device that comes and goes when it is asked to, if there is one} */
    static Optional<DaxStory> of(Machine machine, Narrator narrator, Paint paint) {
        return machine.dax().bus().devices().values().stream()
                .filter(each -> each.kmem() != null && !Part.of(each).ranges().isEmpty())
                .map(device -> new DaxStory(machine, device, narrator, paint))
                .filter(DaxStory::comesAndGoes)
                .findFirst();
    }

    /** Tells it. */
    void tell() {
        plug();
        unplug();
        if (isHeldByPins()) {
            beRefused();
        }
        unplugInTwoSteps(machine.copy());
        unplugAgainstAnother();
    }

    /** Tried on a copy: memory hotplug may be off, or somebody's memory in the way. */
    private boolean comesAndGoes() {
        Machine copy = machine.copy();
        return copy.memory().canRemove()
                && isDone(copy, KmemState.UNPLUGGED)
                && isDone(copy, KmemState.ONLINE_MOVABLE)
                && isDone(copy, KmemState.UNPLUGGED);
    }

    /** Tried on a copy: the program's memory may have its place elsewhere, or something else refuse. */
    private boolean isHeldByPins() {
        Machine copy = machine.copy();
        if (!isDone(copy, KmemState.ONLINE_MOVABLE)) {
            return false;
        }
        program.start(copy);
        boolean isHeld = setState(copy, KmemState.UNPLUGGED) instanceof StateOutcome.Refused(Refusal.PinnedPage _);
        program.letGo(copy);
        return isHeld && isDone(copy, KmemState.UNPLUGGED);
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
        narrator.say(program.name() + " has " + ByteSize.format(program.bytes()) + " of its memory on node " + node()
                + ", and a network card was given the address: these pages are pinned, and cannot be moved.");
        narrator.pause();
        write(KmemState.ONLINE_MOVABLE);
        program.start(machine);
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
        program.letGo(machine);
        narrator.say("Once the card lets go, the same write succeeds, and " + program.name() + " keeps every page:");
        narrator.pause();
        write(KmemState.UNPLUGGED);
        narrator.answer(program.whereabouts(machine));
    }

    private void unplugInTwoSteps(Machine copy) {
        narrator.chapter("In two steps, someone can come in between");
        narrator.say(
                "Without the state file, a program has to take each block offline and then remove what is offline. "
                        + "A second program, such as a udev rule that onlines whatever is offline, needs but a moment. (On a "
                        + "copy of the machine: it will not recover.)");
        narrator.pause();
        narrator.type("one", "echo online_movable > " + stateFile());
        setState(copy, KmemState.ONLINE_MOVABLE);
        MemoryBlock stolen = blockToFightFor(copy);
        narrator.type(
                "one", "for block in " + blockNames(copy) + "\ndo echo offline > " + BLOCKS + "$block/state; done");
        blocks(copy).forEach(block -> copy.hotplug().offline(block, Task.PLAIN));
        narrator.type("two", "echo online_movable > " + stateFile(stolen));
        copy.hotplug().online(stolen, OnlineType.ONLINE_MOVABLE, Task.PLAIN);
        narrator.type("one", "echo " + device.name() + " > /sys/bus/dax/drivers/kmem/unbind");
        long logged = copy.kernel().log().count();
        copy.dax().bus().unbind(copy.dax().kmem(), device.name(), Task.PLAIN);
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
        return setState(machine, state) instanceof StateOutcome.Refused(Refusal reason)
                ? Optional.of(reason)
                : Optional.empty();
    }

    private boolean isDone(Machine of, KmemState state) {
        return setState(of, state) instanceof StateOutcome.Done;
    }

    private StateOutcome setState(Machine of, KmemState state) {
        return of.dax().kmem().setState(deviceOf(of), state, Task.PLAIN);
    }

    private DaxDevice deviceOf(Machine of) {
        return of.dax().device(device.name()).orElseThrow();
    }

    private void show(Machine of, Optional<BlockId> marked) {
        narrator.show(new Picture(of.memory(), Part.of(of), paint).rows(Part.of(deviceOf(of)), marked));
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

    private int node() {
        return device.region().targetNode().orElseThrow();
    }

    private long presentBytes() {
        return machine.memory().node(node()).present() * Frames.PAGE_BYTES;
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
