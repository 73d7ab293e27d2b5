package memplug.machine.mm;

import java.util.Iterator;
import java.util.NavigableSet;
import java.util.Optional;
import memplug.machine.kernel.Fault;
import memplug.machine.kernel.Kernel;
import memplug.machine.kernel.Pace;
import memplug.machine.mm.Notifiers.Event;
import memplug.machine.mm.PageAllocator.Obstacle;
import memplug.machine.mm.Refusal.HugePageReserved;
import memplug.machine.mm.Refusal.Interrupted;
import memplug.machine.mm.Refusal.MemoryHoles;
import memplug.machine.mm.Refusal.NoRoom;
import memplug.machine.mm.Refusal.NotOneZone;
import memplug.machine.mm.Refusal.OfflineMissing;
import memplug.machine.mm.Refusal.OutOfMemory;
import memplug.machine.mm.Refusal.PinnedPage;
import memplug.machine.mm.Refusal.UnmovablePage;
import memplug.machine.mm.Refusal.Vetoed;
import memplug.machine.phys.PhysicalRange;

/** Takes a single block offline. As drivers/base/memory.c: memory_block_offline() and mm/memory_hotplug.c: offline_pages(). */
final class BlockOffline {
    private final Memory memory;
    private final Kernel kernel;

    BlockOffline(Memory memory) {
        this.memory = memory;
        this.kernel = memory.kernel();
    }

    Outcome offline(MemoryBlock block) {
        kernel.lock().requireHeld();
        if (block.state() == BlockState.OFFLINE) {
            return Outcome.alreadySo();
        }
        if (!memory.canRemove()) {
            return Outcome.refused(new OfflineMissing());
        }
        if (block.zone() == null) {
            return Outcome.refused(new NotOneZone(block.id()));
        }
        block.setState(BlockState.GOING_OFFLINE);
        PhysicalRange range = memory.rangeOf(block);
        kernel.step(Pace.Kind.OFFLINE, range.start(), range.size());
        Optional<Refusal> refusal = whyNot(block);
        if (refusal.isPresent()) {
            block.setState(BlockState.ONLINE);
            return Outcome.refused(refusal.get());
        }
        kernel.uevent("offline", "/devices/system/memory/" + block.id(), "memory");
        return Outcome.done();
    }

    /** Tries, and says what stood in the way if it did not succeed. */
    private Optional<Refusal> whyNot(MemoryBlock block) {
        PhysicalRange range = memory.rangeOf(block);
        if (memory.resources().systemRamIn(range) != range.size()) {
            return Optional.of(new MemoryHoles(block.id()));
        }
        if (kernel.happens(Fault.Kind.NO_MEMORY_TO_OFFLINE, range.start())) {
            return Optional.of(new OutOfMemory("isolating " + block.id()));
        }
        Optional<Refusal> unmovable = findUnmovable(block);
        if (unmovable.isPresent()) {
            return unmovable;
        }
        MemoryChange change = MemoryChange.offline(
                block, memory.node(block.node()), memory.zoneOf(block).kind());
        Optional<Refusal> refusal = askAndEvacuate(block, change);
        if (refusal.isPresent()) {
            memory.notifiers().tell(Event.MEM_CANCEL_OFFLINE, change);
        } else {
            memory.notifiers().tell(Event.MEM_OFFLINE, change);
            memory.notifiers().tell(Event.MEM_FINISH_OFFLINE, MemoryChange.of(block));
        }
        return refusal;
    }

    private Optional<Refusal> askAndEvacuate(MemoryBlock block, MemoryChange change) {
        int veto = memory.notifiers().ask(Event.MEM_GOING_OFFLINE, change);
        if (veto != 0) {
            return Optional.of(new Vetoed(block.id(), veto));
        }
        Optional<Refusal> held = whatIsNotLetGo(block);
        if (held.isPresent()) {
            return held;
        }
        long movable = movableBytes(block);
        if (movable > 0) {
            kernel.step(Pace.Kind.MIGRATE, memory.rangeOf(block).start(), movable);
        }
        return evacuateAndTake(block);
    }

    private static long movableBytes(MemoryBlock block) {
        long pages = 0;
        for (FrameUse use : FrameUse.values()) {
            pages +=
                    use.offlining() == FrameUse.Offlining.MOVES ? block.frames().count(use) : 0;
        }
        return Frames.PAGE_BYTES * pages;
    }

    /** As mm/memory_hotplug.c: scan_movable_pages(): what is logically offline must have been let go by who holds it. */
    private Optional<Refusal> whatIsNotLetGo(MemoryBlock block) {
        return block.frames()
                .firstRun(use -> use == FrameUse.HELD_BACK)
                .filter(_ -> !memory.pageHolders().letGo(memory.rangeOf(block)))
                .map(run ->
                        new UnmovablePage(block.id(), memory.firstPfn(block) + run.first(), FrameUse.HELD_BACK.name()));
    }

    private Optional<Refusal> findUnmovable(MemoryBlock block) {
        long firstPfn = memory.firstPfn(block);
        Optional<FrameRun> unmovable = PageAllocator.firstUnmovable(block);
        boolean byChance = unmovable.isEmpty()
                && kernel.happens(
                        Fault.Kind.UNMOVABLE_PAGE, memory.rangeOf(block).start());
        if (unmovable.isEmpty() && !byChance) {
            return Optional.empty();
        }
        long pfn = firstPfn + unmovable.map(FrameRun::first).orElse(0);
        FrameUse use = unmovable.map(FrameRun::use).orElse(FrameUse.KERNEL);
        dump(block).unmovable(pfn, use);
        return Optional.of(new UnmovablePage(block.id(), pfn, use.name()));
    }

    /** Moves pages out until none is left, however often that takes, unless a signal ends it. */
    private Optional<Refusal> evacuateAndTake(MemoryBlock block) {
        PhysicalRange range = memory.rangeOf(block);
        if (memory.pages().hugePools().haveFreeOf(block.frames())
                && kernel.happens(Fault.Kind.NO_MEMORY_TO_DISSOLVE, range.start())) {
            return Optional.of(new OutOfMemory("dissolving the huge pages of " + block.id()));
        }
        Zone zone = memory.zoneOf(block);
        boolean first = true;
        boolean wasFull = false;
        while (true) {
            if (kernel.signalPending(range.start())) {
                return Optional.of(new Interrupted(range));
            }
            Evacuation.Result result = kernel.happens(Fault.Kind.MIGRATION_FAILURE, range.start())
                    ? Evacuation.Result.failed(new Obstacle.NoRoom(memory.firstPfn(block)))
                    : evacuateOrTake(block);
            if (result.obstacle().isEmpty()) {
                settle(zone);
                return Optional.empty();
            }
            if (result.obstacle().get() instanceof Obstacle.Reserved reserved) {
                return Optional.of(reason(block, reserved));
            }
            if (first) {
                // Later ones would only be held back by the kernel's rate limit.
                dump(block).notMigrated(memory.firstPfn(block), result.stayed());
                first = false;
            }
            if (!kernel.lock().task().tryAgain()) {
                boolean signal = kernel.lock().task().signalPending();
                return Optional.of(
                        signal
                                ? new Interrupted(range)
                                : reason(block, result.obstacle().get()));
            }
            boolean isFull = result.isFull() && memory.kernelZonesAreFull();
            if (isFull && wasFull) {
                // Not even the kernel finds memory: whatever it next needs some for ends in this.
                memory.owners().killLargest();
            }
            wasFull = isFull;
        }
    }

    private PageDump dump(MemoryBlock block) {
        return new PageDump(kernel, block.node(), memory.zoneOf(block).kind());
    }

    /** In one step under the page lock, so that nobody puts anything into the block in between. */
    private Evacuation.Result evacuateOrTake(MemoryBlock block) {
        synchronized (memory.pages()) {
            Evacuation.Result result = memory.pages().evacuate(block);
            if (result.obstacle().isPresent()) {
                return result;
            }
            Optional<Obstacle> stays = memory.pages().hugePools().dissolve(block);
            if (stays.isPresent()) {
                return Evacuation.Result.failed(stays.get());
            }
            takeFrom(memory.zoneOf(block), block);
            return result;
        }
    }

    /** What follows from a zone having less memory, or none. */
    private void settle(Zone zone) {
        memory.resetWatermarks();
        if (!zone.isPopulated()) {
            memory.zonelists().rebuild();
        }
    }

    private void takeFrom(Zone zone, MemoryBlock block) {
        zone.changeFree(-block.frames().free());
        BlockOnline.count(memory, zone, block, -1);
        zone.blocks().remove(block.id());
        zone.setFree(block.id(), false);
        block.setZone(null);
        block.setFrames(memory.allAbsent());
        block.setState(BlockState.OFFLINE);
        shrinkSpan(
                zone,
                memory.firstPfn(block),
                memory.firstPfn(block) + memory.blockSize().pages());
    }

    /** Cuts what a zone spans if an end of it has gone. As mm/memory_hotplug.c: shrink_zone_span(). */
    private void shrinkSpan(Zone zone, long startPfn, long endPfn) {
        NavigableSet<BlockId> blocks = zone.blocks();
        if (blocks.isEmpty()) {
            zone.setSpan(0, 0);
        } else if (zone.spanStart() == startPfn) {
            long start = presentPfn(zone, blocks.iterator(), true);
            zone.setSpan(start, zone.spanEnd() - start);
        } else if (zone.spanEnd() == endPfn) {
            long end = presentPfn(zone, blocks.descendingIterator(), false);
            zone.setSpan(zone.spanStart(), end - zone.spanStart());
        }
    }

    /** The first frame of a zone, or the one after its last, in the order of the blocks. */
    private long presentPfn(Zone zone, Iterator<BlockId> blocks, boolean first) {
        MemoryBlock block = memory.block(blocks.next()).orElseThrow();
        long pfn = memory.firstPfn(block);
        long from = pfn;
        long to = pfn + block.frames().pages();
        if (block.zone() == null) {
            from = Math.max(from, zone.bootStart());
            to = Math.min(to, zone.bootEnd());
        }
        long found = first ? to : from;
        for (FrameRun run : block.frames().runs()) {
            boolean inZone = pfn + run.end() > from && pfn + run.first() < to && run.use() != FrameUse.ABSENT;
            if (inZone && first) {
                return Math.max(from, pfn + run.first());
            }
            found = inZone ? Math.min(to, pfn + run.end()) : found;
        }
        return found;
    }

    private Refusal reason(MemoryBlock block, Obstacle obstacle) {
        return switch (obstacle) {
            case Obstacle.Held(long pfn, int owner) ->
                new PinnedPage(block.id(), pfn, memory.owners().nameOf(owner));
            case Obstacle.NoRoom(long pfn) -> new NoRoom(block.id(), pfn);
            case Obstacle.Reserved(long pfn) -> new HugePageReserved(block.id(), pfn);
        };
    }
}
