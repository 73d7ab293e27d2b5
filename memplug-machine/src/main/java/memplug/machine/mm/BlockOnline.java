package memplug.machine.mm;

import memplug.machine.kernel.Kernel;
import memplug.machine.kernel.Pace;
import memplug.machine.mm.Notifiers.Event;
import memplug.machine.mm.Refusal.Poisoned;
import memplug.machine.mm.Refusal.Vetoed;

/** Takes a single block online. As drivers/base/memory.c: memory_block_online() and mm/memory_hotplug.c: online_pages(). */
final class BlockOnline {
    private final Memory memory;
    private final Kernel kernel;
    private final ZonePolicy policy;

    BlockOnline(Memory memory, ZonePolicy policy) {
        this.memory = memory;
        this.kernel = memory.kernel();
        this.policy = policy;
    }

    /** As drivers/base/memory.c: state_store(): what is asked for in vain is left for {@link #onlineAsLeft}. */
    Outcome online(MemoryBlock block, OnlineType type) {
        kernel.lock().requireHeld();
        if (block.state() != BlockState.OFFLINE) {
            block.setLeftRequest(type);
            return Outcome.alreadySo();
        }
        Outcome outcome = putBack(block, type);
        if (!outcome.isRefused()) {
            // Linux forgets it also if this is refused; here a refusal leaves all as it was.
            block.setLeftRequest(OnlineType.OFFLINE);
        }
        return outcome;
    }

    /** As drivers/base/core.c: device_online(), and drivers/base/memory.c: memory_subsys_online(). */
    Outcome onlineAsLeft(MemoryBlock block) {
        kernel.lock().requireHeld();
        OnlineType left = block.leftRequest();
        return block.state() == BlockState.OFFLINE
                ? online(block, left == OnlineType.OFFLINE ? OnlineType.ONLINE : left)
                : Outcome.alreadySo();
    }

    /** Takes a block online that is offline, and forgets nothing of what was asked for. */
    Outcome putBack(MemoryBlock block, OnlineType type) {
        kernel.lock().requireHeld();
        if (block.poisonedPages() > 0 && !memory.build().onlineClearsPoison()) {
            return Outcome.refused(new Poisoned(block.id(), block.poisonedPages()));
        }
        kernel.step(
                Pace.Kind.ONLINE,
                memory.rangeOf(block).start(),
                memory.blockSize().bytes());
        Zone zone = policy.zoneFor(block, type);
        int veto = memory.notifiers().ask(Event.MEM_PREPARE_ONLINE, MemoryChange.of(block));
        if (veto != 0) {
            return Outcome.refused(new Vetoed(block.id(), veto));
        }
        MemoryChange change = MemoryChange.online(block, memory.node(zone.node()), zone.kind());
        veto = memory.notifiers().ask(Event.MEM_GOING_ONLINE, change);
        if (veto != 0) {
            memory.notifiers().tell(Event.MEM_CANCEL_ONLINE, change);
            memory.notifiers().tell(Event.MEM_FINISH_OFFLINE, MemoryChange.of(block));
            return Outcome.refused(new Vetoed(block.id(), veto));
        }
        giveTo(zone, block);
        memory.notifiers().tell(Event.MEM_ONLINE, change);
        kernel.uevent("online", "/devices/system/memory/" + block.id(), "memory");
        return Outcome.done();
    }

    private void giveTo(Zone zone, MemoryBlock block) {
        boolean firstOfZone = !zone.isPopulated();
        synchronized (memory.pages()) {
            Frames frames = memory.allFree();
            if (block.ownMemmapPages() > 0) {
                frames = frames.with(new FrameRun(0, block.ownMemmapPages(), FrameUse.OWN_MEMMAP, 0, 0));
            }
            for (PageSpan held : memory.pageHolders().heldBack(memory.rangeOf(block))) {
                int first = (int) (held.pfn() - memory.firstPfn(block));
                frames = frames.with(new FrameRun(first, held.pages(), FrameUse.HELD_BACK, 0, 0));
            }
            // Of the blocks that get here, only under the older rule any has some.
            block.clearPoison();
            zone.growSpan(memory.firstPfn(block), frames.pages());
            block.setFrames(frames);
            block.setZone(zone.kind());
            count(memory, zone, block, 1);
            zone.changeFree(frames.free());
            zone.blocks().add(block.id());
            zone.setFree(block.id(), frames.free() > 0);
            block.setState(BlockState.ONLINE);
        }
        if (firstOfZone) {
            memory.zonelists().rebuild();
        }
        memory.resetWatermarks();
    }

    /** Adds a block's frames to the counters of its zone and group, or takes them off. */
    static void count(Memory memory, Zone zone, MemoryBlock block, int sign) {
        Frames frames = block.frames();
        zone.changePresent((long) sign * frames.present(), block.isEarly());
        zone.changeManaged((long) sign * frames.managed());
        block.group()
                .ifPresent(group -> memory.groups()
                        .computeIfPresent(
                                group, (_, is) -> is.withPresent(zone.kind(), (long) sign * frames.present())));
    }
}
