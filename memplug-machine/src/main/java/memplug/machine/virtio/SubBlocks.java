package memplug.machine.virtio;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.LongStream;
import memplug.machine.kernel.Fingerprint;
import memplug.machine.mm.BlockId;
import memplug.machine.mm.BlockSize;
import memplug.machine.mm.BlockState;
import memplug.machine.mm.FrameUse;
import memplug.machine.mm.Frames;
import memplug.machine.mm.MemoryBlock;
import memplug.machine.mm.PageSpan;
import memplug.machine.mm.ZoneKind;
import memplug.machine.phys.PhysicalRange;

/**
 * Sub-block mode: memory blocks are added and removed whole, and parts of them, the sub-blocks, are plugged and unplugged.
 * As drivers/virtio/virtio_mem.c: virtio_mem_sbm_*().
 */
final class SubBlocks implements Mode {
    /** What is known of a block; of one that nothing is known of, nothing is plugged. */
    enum State {
        /** All plugged, some of it perhaps, but not added: adding failed, and so did unplugging. */
        PLUGGED,
        OFFLINE,
        OFFLINE_PARTIAL,
        KERNEL,
        KERNEL_PARTIAL,
        MOVABLE,
        MOVABLE_PARTIAL;

        /** The state of a block of which some, but not all, is plugged. */
        State partial() {
            return switch (this) {
                case OFFLINE, OFFLINE_PARTIAL -> OFFLINE_PARTIAL;
                case KERNEL, KERNEL_PARTIAL -> KERNEL_PARTIAL;
                case MOVABLE, MOVABLE_PARTIAL -> MOVABLE_PARTIAL;
                case PLUGGED -> PLUGGED;
            };
        }

        /** The state of a block of which all is plugged. */
        State whole() {
            return switch (this) {
                case OFFLINE, OFFLINE_PARTIAL -> OFFLINE;
                case KERNEL, KERNEL_PARTIAL -> KERNEL;
                case MOVABLE, MOVABLE_PARTIAL -> MOVABLE;
                case PLUGGED -> PLUGGED;
            };
        }

        boolean isOffline() {
            return whole() == OFFLINE;
        }
    }

    private static final List<State> TO_FILL =
            List.of(State.KERNEL_PARTIAL, State.MOVABLE_PARTIAL, State.OFFLINE_PARTIAL);
    private static final List<State> OFFLINE_TO_EMPTY = List.of(State.OFFLINE_PARTIAL, State.OFFLINE);
    private static final List<State> ONLINE_TO_EMPTY =
            List.of(State.MOVABLE_PARTIAL, State.KERNEL_PARTIAL, State.MOVABLE, State.KERNEL);
    private static final List<State> TO_RETRY =
            List.of(State.MOVABLE_PARTIAL, State.KERNEL_PARTIAL, State.OFFLINE_PARTIAL);

    private final DriverMemory memory;
    private final VirtioMemParameters parameters;
    private final VirtioMemDevice device;
    private final BlockSize blockSize;
    private final long size;
    private final NavigableMap<BlockId, State> states = new TreeMap<>();
    private boolean hasLeftovers;

    SubBlocks(DriverMemory memory, VirtioMemParameters parameters, long size) {
        this.memory = memory;
        this.parameters = parameters;
        this.device = memory.device();
        this.blockSize = memory.memory().blockSize();
        this.size = size;
    }

    private List<BlockId> blocksIn(State state) {
        return states.entrySet().stream()
                .filter(each -> each.getValue() == state)
                .map(each -> each.getKey())
                .toList();
    }

    private State stateOf(BlockId block) {
        State state = states.get(block);
        if (state == null) {
            throw new IllegalStateException(block + " is not plugged");
        }
        return state;
    }

    /** After some of a block was plugged or unplugged. */
    private void update(BlockId block) {
        boolean isWhole = device.isPlugged(blockSize.rangeOf(block));
        states.computeIfPresent(block, (_, state) -> isWhole ? state.whole() : state.partial());
    }

    /** The sub-blocks of a block, ascending. */
    private List<PhysicalRange> partsOf(BlockId block) {
        PhysicalRange range = blockSize.rangeOf(block);
        return LongStream.range(0, range.size() / size)
                .mapToObj(i -> PhysicalRange.ofSize(range.start() + i * size, size))
                .toList();
    }

    @Override
    public Attempt plug(long bytes) {
        Quota quota = new Quota(bytes / size);
        for (State state : TO_FILL) {
            for (BlockId block : blocksIn(state)) {
                Attempt attempt = quota.isUsedUp() ? Attempt.done() : fill(block, quota);
                if (!attempt.isDone()) {
                    return attempt;
                }
            }
        }
        return addBlocks(quota);
    }

    /** Plugs sub-blocks of a block that is there, the lowest first, and gives them to the allocator if it is online. */
    private Attempt fill(BlockId block, Quota quota) {
        for (PhysicalRange part : partsOf(block)) {
            if (quota.isUsedUp() || device.isPlugged(part)) {
                continue;
            }
            Attempt attempt = memory.plug(part);
            if (!attempt.isDone()) {
                return attempt;
            }
            quota.use(1);
            if (!stateOf(block).isOffline()) {
                memory.fakeOnline(part);
            }
        }
        update(block);
        return Attempt.done();
    }

    /** Adds blocks that are not there, the lowest first. */
    private Attempt addBlocks(Quota quota) {
        long first = Math.ceilDiv(device.region().start(), blockSize.bytes());
        long end = device.region().end() / blockSize.bytes();
        for (long number = first; number < end && !quota.isUsedUp(); number++) {
            BlockId block = new BlockId(number);
            if (states.containsKey(block)) {
                continue;
            }
            Attempt attempt = memory.couldAdd(blockSize.bytes()) ? add(block, quota) : new Attempt.NoSpace();
            if (!attempt.isDone()) {
                return attempt;
            }
        }
        return quota.isUsedUp() ? Attempt.done() : new Attempt.NoSpace();
    }

    private Attempt add(BlockId block, Quota quota) {
        PhysicalRange range = blockSize.rangeOf(block);
        long count = Math.min(quota.left(), range.size() / size);
        PhysicalRange plugged = PhysicalRange.ofSize(range.start(), count * size);
        Attempt plugging = memory.plug(plugged);
        if (!plugging.isDone()) {
            return plugging;
        }
        // Known before the block is added, so that the notifier finds it when the block goes online.
        states.put(block, plugged.equals(range) ? State.OFFLINE : State.OFFLINE_PARTIAL);
        Attempt adding = memory.add(range);
        if (adding.isDone()) {
            quota.use(count);
        } else if (memory.unplug(plugged).isDone()) {
            states.remove(block);
        } else {
            states.put(block, State.PLUGGED);
        }
        return adding;
    }

    @Override
    public Attempt unplug(long bytes) {
        Quota quota = new Quota(bytes / size);
        Attempt attempt = empty(OFFLINE_TO_EMPTY, quota);
        if (!attempt.isDone() || quota.isUsedUp() || !parameters.unplugOnline()) {
            return attempt;
        }
        attempt = empty(ONLINE_TO_EMPTY, quota);
        return attempt.isDone() && !quota.isUsedUp() ? new Attempt.Busy() : attempt;
    }

    private Attempt empty(List<State> inThisOrder, Quota quota) {
        for (State state : inThisOrder) {
            for (BlockId block : blocksIn(state).reversed()) {
                if (quota.isUsedUp()) {
                    return Attempt.done();
                }
                Attempt attempt = state.isOffline() ? emptyOffline(block, quota) : emptyOnline(block, quota);
                if (!attempt.isDone()) {
                    return attempt;
                }
            }
        }
        return Attempt.done();
    }

    private Attempt emptyOffline(BlockId block, Quota quota) {
        Attempt attempt = Attempt.done();
        for (PhysicalRange part : partsOf(block).reversed()) {
            if (attempt.isDone() && !quota.isUsedUp() && device.isPlugged(part)) {
                attempt = memory.unplug(part);
                quota.use(attempt.isDone() ? 1 : 0);
            }
        }
        update(block);
        if (attempt.isDone() && device.isUnplugged(blockSize.rangeOf(block))) {
            states.remove(block);
            memory.remove(blockSize.rangeOf(block));
        }
        return attempt;
    }

    /** The whole block if all of it can go, and otherwise what can of its sub-blocks, the highest first. */
    private Attempt emptyOnline(BlockId block, Quota quota) {
        PhysicalRange range = blockSize.rangeOf(block);
        long parts = range.size() / size;
        Attempt whole =
                quota.left() >= parts && device.isPlugged(range) ? takeOnline(block, range) : new Attempt.Busy();
        if (whole.isDone()) {
            quota.use(parts);
        } else if (!(whole instanceof Attempt.Busy)) {
            return whole;
        }
        for (PhysicalRange part : partsOf(block).reversed()) {
            if (!quota.isUsedUp() && device.isPlugged(part)) {
                Attempt attempt = takeOnline(block, part);
                if (attempt.isDone()) {
                    quota.use(1);
                } else if (!(attempt instanceof Attempt.Busy)) {
                    return attempt;
                }
            }
        }
        hasLeftovers |= !removeIfUnplugged(block);
        return Attempt.done();
    }

    private Attempt takeOnline(BlockId block, PhysicalRange range) {
        Attempt taking = memory.fakeOffline(range);
        if (!taking.isDone()) {
            return taking;
        }
        Attempt unplugging = memory.unplug(range);
        if (!unplugging.isDone()) {
            memory.fakeOnline(range);
        }
        update(block);
        return unplugging;
    }

    /** Removes a block of which nothing is plugged any more; false if that did not succeed. */
    private boolean removeIfUnplugged(BlockId block) {
        PhysicalRange range = blockSize.rangeOf(block);
        if (!device.isUnplugged(range)) {
            return true;
        }
        boolean isGone = memory.offlineAndRemove(range);
        if (isGone) {
            states.remove(block);
        }
        return isGone;
    }

    @Override
    public Attempt cleanUp() {
        for (BlockId block : blocksIn(State.PLUGGED)) {
            Attempt attempt = memory.unplug(blockSize.rangeOf(block));
            if (!attempt.isDone()) {
                return attempt;
            }
            states.remove(block);
        }
        if (hasLeftovers) {
            hasLeftovers = false;
            for (State state : TO_RETRY) {
                blocksIn(state).forEach(block -> hasLeftovers |= !removeIfUnplugged(block));
            }
        }
        return Attempt.done();
    }

    @Override
    public boolean hasLeftovers() {
        return hasLeftovers;
    }

    @Override
    public boolean mayGoOnline(BlockId block) {
        State state = states.get(block);
        return state != null && state.isOffline();
    }

    @Override
    public void wentOnline(BlockId block) {
        boolean isMovable = memory.isMovable(blockSize.rangeOf(block));
        states.put(block, isMovable ? State.MOVABLE : State.KERNEL);
        update(block);
    }

    @Override
    public void wentOffline(BlockId block) {
        states.put(block, State.OFFLINE);
        update(block);
    }

    @Override
    public List<PageSpan> heldBack(PhysicalRange block) {
        List<PageSpan> held = new ArrayList<>();
        for (PhysicalRange part : partsOf(blockSize.blockAt(block.start()))) {
            if (!device.isPlugged(part)) {
                held.add(new PageSpan(part.start() / Frames.PAGE_BYTES, (int) (size / Frames.PAGE_BYTES)));
            }
        }
        return held;
    }

    /** Of the blocks that are partly plugged: online ones cannot go offline any more once the driver is gone. */
    @Override
    public void removeUnusable() {
        for (BlockId block : blocksIn(State.OFFLINE_PARTIAL)) {
            states.remove(block);
            memory.remove(blockSize.rangeOf(block));
        }
    }

    @Override
    public void copyFrom(Mode other) {
        if (other instanceof SubBlocks from) {
            states.putAll(from.states);
            hasLeftovers = from.hasLeftovers;
        }
    }

    @Override
    public void fingerprint(Fingerprint.Writer writer) {
        writer.add(states).add(hasLeftovers ? 1 : 0);
    }

    @Override
    public Optional<String> contradiction() {
        return states.keySet().stream()
                .filter(block -> !agrees(block))
                .findFirst()
                .map(block -> block + " is not what virtio_mem takes it for, " + states.get(block));
    }

    private boolean agrees(BlockId id) {
        State state = stateOf(id);
        Optional<MemoryBlock> block = memory.memory().block(id);
        if (state == State.PLUGGED || block.isEmpty()) {
            return state == State.PLUGGED && block.isEmpty();
        }
        State whole = block.get().state() == BlockState.OFFLINE
                ? State.OFFLINE
                : block.get().zone() == ZoneKind.MOVABLE ? State.MOVABLE : State.KERNEL;
        long held = partsOf(id).stream().filter(device::isUnplugged).count() * (size / Frames.PAGE_BYTES);
        return state == (held == 0 ? whole : whole.partial())
                && (whole == State.OFFLINE || block.get().frames().count(FrameUse.HELD_BACK) == held);
    }
}
