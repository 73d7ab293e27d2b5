package memplug.machine.virtio;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import memplug.machine.kernel.Fingerprint;
import memplug.machine.mm.BlockId;
import memplug.machine.mm.BlockSize;
import memplug.machine.mm.Frames;
import memplug.machine.mm.PageSpan;
import memplug.machine.phys.PhysicalRange;

/**
 * Big-block mode: memory comes and goes in big blocks, of one memory block or more. As drivers/virtio/virtio_mem.c:
 * virtio_mem_bbm_*().
 */
final class BigBlocks implements Mode {
    /** What is known of a big block; of one that nothing is known of, nothing is plugged. */
    enum State {
        /** Plugged, but not added, or removed, but not unplugged. */
        PLUGGED,
        ADDED,
        /** All of it that is online is held back, or going to be. */
        FAKE_OFFLINE
    }

    private final DriverMemory memory;
    private final VirtioMemParameters parameters;
    private final VirtioMemDevice device;
    private final long size;
    private final NavigableMap<Long, State> states = new TreeMap<>();

    BigBlocks(DriverMemory memory, VirtioMemParameters parameters, long size) {
        this.memory = memory;
        this.parameters = parameters;
        this.device = memory.device();
        this.size = size;
    }

    private List<Long> blocksIn(State state) {
        return states.entrySet().stream()
                .filter(each -> each.getValue() == state)
                .map(each -> each.getKey())
                .toList();
    }

    private PhysicalRange rangeOf(long number) {
        return PhysicalRange.ofSize(number * size, size);
    }

    @Override
    public Attempt plug(long bytes) {
        Quota quota = new Quota(bytes / size);
        long first = Math.ceilDiv(device.region().start(), size);
        long end = device.region().end() / size;
        for (long number = first; number < end && !quota.isUsedUp(); number++) {
            if (!states.containsKey(number)) {
                Attempt attempt = memory.couldAdd(size) ? add(number) : new Attempt.NoSpace();
                if (!attempt.isDone()) {
                    return attempt;
                }
                quota.use(1);
            }
        }
        return quota.isUsedUp() ? Attempt.done() : new Attempt.NoSpace();
    }

    private Attempt add(long number) {
        Attempt plugging = memory.plug(rangeOf(number));
        if (!plugging.isDone()) {
            return plugging;
        }
        states.put(number, State.ADDED);
        Attempt adding = memory.add(rangeOf(number));
        if (!adding.isDone()) {
            giveBack(number);
        }
        return adding;
    }

    private Attempt giveBack(long number) {
        states.put(number, State.PLUGGED);
        Attempt attempt = memory.unplug(rangeOf(number));
        if (attempt.isDone()) {
            states.remove(number);
        }
        return attempt;
    }

    @Override
    public Attempt unplug(long bytes) {
        Quota quota = new Quota(bytes / size);
        Attempt attempt = empty(this::isOffline, quota);
        if (!attempt.isDone() || quota.isUsedUp() || !parameters.unplugOnline()) {
            return attempt;
        }
        attempt = empty(this::isMovable, quota);
        if (attempt.isDone()) {
            attempt = empty(_ -> true, quota);
        }
        return attempt.isDone() && !quota.isUsedUp() ? new Attempt.Busy() : attempt;
    }

    /** Takes away what big blocks of a kind can go, the highest first. */
    private Attempt empty(Predicate<Long> isOfTheKind, Quota quota) {
        for (long number : blocksIn(State.ADDED).reversed()) {
            if (quota.isUsedUp()) {
                return Attempt.done();
            }
            Attempt attempt = isOfTheKind.test(number) ? takeAway(number) : new Attempt.Busy();
            if (attempt.isDone()) {
                quota.use(1);
            } else if (!(attempt instanceof Attempt.Busy)) {
                return attempt;
            }
        }
        return Attempt.done();
    }

    private boolean isOffline(long number) {
        return sectionsOf(number).stream().noneMatch(memory::isOnline);
    }

    private boolean isMovable(long number) {
        return sectionsOf(number).stream().filter(memory::isOnline).allMatch(memory::isMovable);
    }

    private List<PhysicalRange> sectionsOf(long number) {
        PhysicalRange range = rangeOf(number);
        return LongStream.range(0, size / BlockSize.SECTION_BYTES)
                .mapToObj(
                        i -> PhysicalRange.ofSize(range.start() + i * BlockSize.SECTION_BYTES, BlockSize.SECTION_BYTES))
                .toList();
    }

    private Attempt takeAway(long number) {
        states.put(number, State.FAKE_OFFLINE);
        List<PhysicalRange> taken = new ArrayList<>();
        Attempt attempt = Attempt.done();
        for (PhysicalRange section : sectionsOf(number)) {
            if (attempt.isDone() && memory.isOnline(section)) {
                attempt = memory.fakeOffline(section);
                if (attempt.isDone()) {
                    taken.add(section);
                }
            }
        }
        if (attempt.isDone() && !memory.offlineAndRemove(rangeOf(number))) {
            attempt = new Attempt.Busy();
        }
        if (attempt.isDone()) {
            return giveBack(number);
        }
        states.put(number, State.ADDED);
        // A block that did not go online again when the others were put back holds nothing any more.
        taken.stream().filter(memory::isOnline).forEach(memory::fakeOnline);
        return attempt;
    }

    @Override
    public Attempt cleanUp() {
        for (long number : blocksIn(State.PLUGGED)) {
            Attempt attempt = giveBack(number);
            if (!attempt.isDone()) {
                return attempt;
            }
        }
        return Attempt.done();
    }

    @Override
    public boolean hasLeftovers() {
        return false;
    }

    @Override
    public boolean mayGoOnline(BlockId block) {
        return true;
    }

    @Override
    public void wentOnline(BlockId block) {}

    @Override
    public void wentOffline(BlockId block) {}

    @Override
    public List<PageSpan> heldBack(PhysicalRange block) {
        return states.get(block.start() / size) == State.FAKE_OFFLINE
                ? List.of(new PageSpan(block.start() / Frames.PAGE_BYTES, (int) (block.size() / Frames.PAGE_BYTES)))
                : List.of();
    }

    @Override
    public void removeUnusable() {}

    @Override
    public void copyFrom(Mode other) {
        if (other instanceof BigBlocks from) {
            states.putAll(from.states);
        }
    }

    @Override
    public void fingerprint(Fingerprint.Writer writer) {
        writer.add(states);
    }

    @Override
    public Optional<String> contradiction() {
        return states.entrySet().stream()
                .filter(each -> each.getValue() == State.FAKE_OFFLINE
                        || !device.isPlugged(rangeOf(each.getKey()))
                        || memory.memory().blocksIn(rangeOf(each.getKey())).isEmpty()
                                == (each.getValue() == State.ADDED))
                .findFirst()
                .map(each -> "the big block " + rangeOf(each.getKey()) + " is not " + each.getValue());
    }
}
