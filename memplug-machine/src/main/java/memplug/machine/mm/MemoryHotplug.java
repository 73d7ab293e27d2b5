package memplug.machine.mm;

import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import memplug.machine.kernel.HotplugLock;
import memplug.machine.kernel.Task;
import memplug.machine.mm.Refusal.BadResourceName;
import memplug.machine.mm.Refusal.GroupInUse;
import memplug.machine.mm.Refusal.GroupUnknown;
import memplug.machine.mm.Refusal.HotRemoveMissing;
import memplug.machine.mm.Refusal.Interrupted;
import memplug.machine.mm.Refusal.Misaligned;
import memplug.machine.mm.Refusal.NoRanges;
import memplug.machine.mm.Refusal.NoSuchPage;
import memplug.machine.mm.Refusal.NodeImpossible;
import memplug.machine.mm.Refusal.NotAnOnlineType;
import memplug.machine.mm.Refusal.PageOffline;
import memplug.machine.phys.FirmwareMap;
import memplug.machine.phys.PhysicalRange;
import memplug.machine.phys.Resource;

/**
 * Adds, onlines, offlines and removes memory. Each call takes the hotplug lock for as long as it runs, and is refused or
 * done as a whole unless it says otherwise. Safe for use by several threads, by that lock.
 */
public final class MemoryHotplug {
    private final Memory memory;
    private final HotplugLock lock;
    private final BlockOnline blockOnline;
    private final BlockOffline blockOffline;
    private final HotAdd hotAdd;
    private final HotRemove hotRemove;
    private final ZonePolicy policy;

    /**
     * Hotplug of a machine's memory.
     *
     * @param memory the memory
     */
    public MemoryHotplug(Memory memory) {
        this.memory = memory;
        this.lock = memory.kernel().lock();
        this.policy = new ZonePolicy(memory);
        this.blockOnline = new BlockOnline(memory, policy);
        this.blockOffline = new BlockOffline(memory);
        this.hotAdd = new HotAdd(memory, blockOnline);
        this.hotRemove = new HotRemove(memory, blockOnline, blockOffline);
    }

    /**
     * Adds memory that is plain System RAM; it goes online as {@code auto_online_blocks} says. Blocks that do not go
     * online then stay offline, which is no refusal.
     *
     * @param request the memory
     * @param task for whom
     * @return done, or refused with nothing added
     */
    public Outcome add(AddRequest request, Task task) {
        return add(
                request,
                FirmwareMap.SYSTEM_RAM,
                Resource.Kind.SYSTEM_RAM,
                memory.parameters().autoOnline(),
                task);
    }

    /**
     * Adds memory that a driver looks after; it goes online as {@code auto_online_blocks} says.
     *
     * @param request the memory
     * @param resourceName what /proc/iomem calls it, of the form {@code System RAM (driver)}
     * @param task for whom
     * @return done, or refused with nothing added
     */
    public Outcome addDriverManaged(AddRequest request, String resourceName, Task task) {
        return addDriverManaged(request, resourceName, memory.parameters().autoOnline(), task);
    }

    /**
     * Adds memory that a driver looks after, and says itself how it goes online. Only for {@code memplug.machine.dax}, as
     * the kernel exports it to the kmem module only.
     *
     * @param request the memory
     * @param resourceName what /proc/iomem calls it, of the form {@code System RAM (driver)}
     * @param onlineType how it goes online
     * @param task for whom
     * @return done, or refused with nothing added
     */
    public Outcome addDriverManaged(AddRequest request, String resourceName, OnlineType onlineType, Task task) {
        if (!resourceName.startsWith("System RAM (") || !resourceName.endsWith(")")) {
            return Outcome.refused(new BadResourceName(resourceName));
        }
        return add(request, resourceName, Resource.Kind.DRIVER_MANAGED_RAM, onlineType, task);
    }

    private Outcome add(AddRequest request, String name, Resource.Kind kind, OnlineType onlineType, Task task) {
        try (var _ = lock.hold(task)) {
            return hotAdd.add(request, new Resource(request.range(), name, kind), onlineType);
        }
    }

    /**
     * Takes all offline blocks of a range online. Stops at the first that is refused; those before it stay online.
     *
     * @param range whole blocks
     * @param type how they go online
     * @param task for whom
     * @return done, or refused
     */
    public Outcome online(PhysicalRange range, OnlineType type, Task task) {
        if (type == OnlineType.OFFLINE) {
            return Outcome.refused(new NotAnOnlineType(type));
        }
        if (!range.isAligned(memory.blockSize().bytes())) {
            return Outcome.refused(new Misaligned(range));
        }
        try (var _ = lock.hold(task)) {
            for (MemoryBlock block : memory.blocksIn(range)) {
                if (blockOnline.online(block, type) instanceof Outcome.Refused refused) {
                    return refused;
                }
            }
            return Outcome.done();
        }
    }

    /**
     * Takes all online blocks of a range offline and keeps them. If one is refused, those before it go online again.
     *
     * @param range whole blocks
     * @param task for whom
     * @return done, or refused
     */
    public Outcome offline(PhysicalRange range, Task task) {
        if (!range.isAligned(memory.blockSize().bytes())) {
            return Outcome.refused(new Misaligned(range));
        }
        try (var _ = lock.hold(task)) {
            return hotRemove.offline(List.of(range));
        }
    }

    /**
     * Takes one block online, as a write to {@code memoryN/state} does: a signal ends the wait for the lock.
     *
     * @param block the block
     * @param type how it goes online
     * @param task for whom
     * @return done, already so, or refused
     */
    public Outcome online(MemoryBlock block, OnlineType type, Task task) {
        return withBlock(block, task, () -> blockOnline.online(block, type));
    }

    /**
     * Takes one block online, as a write to {@code memoryN/online} does: in the way in which it was asked for last, if that
     * came to nothing because the block was online; else as {@link OnlineType#ONLINE}.
     *
     * @param block the block
     * @param task for whom
     * @return done, already so, or refused
     */
    public Outcome online(MemoryBlock block, Task task) {
        return withBlock(block, task, () -> blockOnline.onlineAsLeft(block));
    }

    /**
     * Takes one block offline, as a write to {@code memoryN/state} does: a signal ends the wait for the lock.
     *
     * @param block the block
     * @param task for whom
     * @return done, already so, or refused
     */
    public Outcome offline(MemoryBlock block, Task task) {
        return withBlock(block, task, () -> blockOffline.offline(block));
    }

    private Outcome withBlock(MemoryBlock block, Task task, Supplier<Outcome> operation) {
        Optional<HotplugLock.Held> held = lock.holdUnlessSignalled(task);
        if (held.isEmpty()) {
            return Outcome.refused(new Interrupted(memory.rangeOf(block)));
        }
        try (var _ = held.get()) {
            boolean exists = memory.block(block.id()).filter(is -> is == block).isPresent();
            return exists ? operation.get() : Outcome.refused(new Refusal.NoSuchBlock(block.id()));
        }
    }

    /**
     * Removes memory that is offline. Addresses that were never added are passed over.
     *
     * @param range whole blocks
     * @param task for whom
     * @return done, or refused with nothing removed
     */
    public Outcome remove(PhysicalRange range, Task task) {
        if (!memory.canRemove()) {
            return Outcome.refused(new HotRemoveMissing());
        }
        if (!range.isAligned(memory.blockSize().bytes())) {
            return Outcome.refused(new Misaligned(range));
        }
        try (var _ = lock.hold(task)) {
            return hotRemove.remove(range);
        }
    }

    /**
     * Takes a range offline and away, or changes nothing.
     *
     * @param range whole blocks
     * @param task for whom
     * @return done, or refused
     */
    public Outcome offlineAndRemove(PhysicalRange range, Task task) {
        return offlineAndRemove(List.of(range), task);
    }

    /**
     * Takes all of several ranges offline and away, or changes nothing: no block is removed before all are offline, and if
     * one is refused, all that had gone offline go online again in the kind of zone that they were in. All of it is one
     * step to everybody who takes the hotplug lock.
     *
     * @param ranges whole blocks, in the order in which they are to go
     * @param task for whom; a signal ends the first part, and is not looked at in the second
     * @return done, or refused; a block that could not go online again is logged
     */
    public Outcome offlineAndRemove(List<PhysicalRange> ranges, Task task) {
        if (!memory.canRemove()) {
            return Outcome.refused(new HotRemoveMissing());
        }
        if (ranges.isEmpty()) {
            return Outcome.refused(new NoRanges());
        }
        for (PhysicalRange range : ranges) {
            if (!range.isAligned(memory.blockSize().bytes())) {
                return Outcome.refused(new Misaligned(range));
            }
        }
        try (var _ = lock.hold(task)) {
            return hotRemove.offlineAndRemove(ranges);
        }
    }

    /**
     * Makes a static memory group: memory that is there all at once.
     *
     * @param node the node of its memory
     * @param pages how many pages it has at most
     * @return its number, or nothing if the node is not possible or there are no pages
     */
    public Optional<Integer> registerStaticGroup(int node, long pages) {
        if (!memory.nodes().containsKey(node) || pages <= 0) {
            return Optional.empty();
        }
        return Optional.of(register(node, MemoryGroup.Kind.STATIC, pages));
    }

    /**
     * Makes a dynamic memory group: memory that comes and goes in units.
     *
     * @param node the node of its memory
     * @param unitPages the pages of a unit: a power of two, a block at least
     * @return its number, or nothing if the node is not possible or the unit is not such
     */
    public Optional<Integer> registerDynamicGroup(int node, long unitPages) {
        if (!memory.nodes().containsKey(node)
                || Long.bitCount(unitPages) != 1
                || unitPages < memory.blockSize().pages()) {
            return Optional.empty();
        }
        return Optional.of(register(node, MemoryGroup.Kind.DYNAMIC, unitPages));
    }

    private int register(int node, MemoryGroup.Kind kind, long pages) {
        synchronized (memory.groups()) {
            int id = 0;
            while (memory.groups().containsKey(id)) {
                id++;
            }
            memory.groups().put(id, new MemoryGroup(id, node, kind, pages, 0, 0));
            return id;
        }
    }

    /**
     * Gives up a memory group.
     *
     * @param id its number
     * @return done, or refused because blocks are still in it or because there is none
     */
    public Outcome unregisterGroup(int id) {
        synchronized (memory.groups()) {
            if (!memory.groups().containsKey(id)) {
                return Outcome.refused(new GroupUnknown(id));
            }
            boolean used = memory.blocks().values().stream()
                    .anyMatch(
                            block -> block.group().isPresent() && block.group().getAsInt() == id);
            if (used) {
                return Outcome.refused(new GroupInUse(id));
            }
            memory.groups().remove(id);
            return Outcome.done();
        }
    }

    /**
     * Adds one block at an address, as a write to {@code probe} does: a signal ends the wait for the lock.
     *
     * @param node the node of the address
     * @param address the first address of the block
     * @param task for whom
     * @return done, or refused with nothing added
     */
    public Outcome probe(int node, long address, Task task) {
        PhysicalRange range = PhysicalRange.ofSize(address, memory.blockSize().bytes());
        if (!memory.nodes().containsKey(node)) {
            return Outcome.refused(new NodeImpossible(node));
        }
        if (!range.isAligned(memory.blockSize().bytes())) {
            return Outcome.refused(new Misaligned(range));
        }
        Optional<HotplugLock.Held> held = lock.holdUnlessSignalled(task);
        if (held.isEmpty()) {
            return Outcome.refused(new Interrupted(range));
        }
        try (var _ = held.get()) {
            return add(new AddRequest(node, range), task);
        }
    }

    /**
     * Takes a page out of use for ever, moving away what is in it.
     *
     * @param address a physical address within the page, as an unsigned number
     * @return done, or refused
     */
    public Outcome softOffline(long address) {
        return withPage(address, memory.pages().poison()::soft);
    }

    /**
     * Treats a page as one whose memory has failed: what is in it is lost, and with it the process that it belongs to,
     * as soon as that touches its memory again.
     *
     * @param address a physical address within the page, as an unsigned number
     * @return done, or refused
     */
    public Outcome hardOffline(long address) {
        Outcome outcome = withPage(address, memory.pages().poison()::hard);
        long pfn = Long.divideUnsigned(address, Frames.PAGE_BYTES);
        boolean offline = outcome instanceof Outcome.Refused(PageOffline _);
        boolean nowhere = outcome instanceof Outcome.Refused(NoSuchPage _)
                && blockAt(address).isEmpty();
        if (offline || nowhere) {
            PagePoison.outside(memory.kernel(), pfn);
        }
        return outcome;
    }

    private Optional<MemoryBlock> blockAt(long address) {
        return address < 0 ? Optional.empty() : memory.block(memory.blockSize().blockAt(address));
    }

    private Outcome withPage(long address, BiFunction<MemoryBlock, Long, Optional<Refusal>> operation) {
        long pfn = Long.divideUnsigned(address, Frames.PAGE_BYTES);
        Optional<MemoryBlock> block = blockAt(address);
        if (block.isEmpty()) {
            return Outcome.refused(new NoSuchPage(pfn));
        }
        synchronized (memory.pages()) {
            if (block.get().state() == BlockState.OFFLINE) {
                return Outcome.refused(new PageOffline(pfn));
            }
            return memory.pages()
                    .hugePools()
                    .following(block.get(), () -> operation.apply(block.get(), pfn))
                    .map(Outcome::refused)
                    .orElseGet(Outcome::done);
        }
    }

    /**
     * {@return the zones that an offline block could go to, the one that {@code online} would choose now first}
     *
     * @param block the block
     */
    public List<Zone> zonesFor(MemoryBlock block) {
        return policy.zonesFor(block);
    }
}
