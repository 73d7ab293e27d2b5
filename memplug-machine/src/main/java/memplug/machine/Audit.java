package memplug.machine;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;
import memplug.machine.dax.DaxDevice;
import memplug.machine.dax.KmemBinding;
import memplug.machine.dax.KmemState;
import memplug.machine.mm.BlockState;
import memplug.machine.mm.FrameRun;
import memplug.machine.mm.FrameUse;
import memplug.machine.mm.Memory;
import memplug.machine.mm.MemoryBlock;
import memplug.machine.mm.MemoryGroup;
import memplug.machine.mm.Node;
import memplug.machine.mm.Zone;
import memplug.machine.mm.ZoneKind;
import memplug.machine.phys.PhysicalRange;
import memplug.machine.workload.MemoryUser;
import memplug.machine.workload.Whereabouts;

/** Checks that the whole of a machine tells one story, by counting everything again. */
final class Audit {
    private final Machine machine;
    private final Memory memory;

    Audit(Machine machine) {
        this.machine = machine;
        this.memory = machine.memory();
    }

    Optional<String> firstBroken() {
        return Stream.<Supplier<Optional<String>>>of(
                        this::devicesWholeOrGone,
                        this::pagesOfProcesses,
                        this::counters,
                        this::blocksAndResources,
                        new LeftoverAudit(machine)::firstFound,
                        this::zonesSpanTheirBlocks,
                        this::nothingUnmovableInMovable,
                        machine.virtioMem()::contradiction,
                        memory.pages().hugePools()::contradiction)
                .map(Supplier::get)
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** Of the ranges that a device has added, all blocks are there or none is. */
    private Optional<String> devicesWholeOrGone() {
        for (DaxDevice device : machine.dax().bus().devices().values()) {
            KmemBinding binding = device.kmem();
            if (binding == null) {
                continue;
            }
            List<PhysicalRange> claimed = machine.dax().claimed().getOrDefault(device.name(), List.of());
            if (binding.state() == KmemState.UNPLUGGED && !claimed.isEmpty()) {
                return Optional.of(device.name() + " is unplugged and still claims " + claimed);
            }
            for (PhysicalRange range : claimed) {
                long blocks = memory.blocksIn(range).size();
                if (blocks != range.size() / memory.blockSize().bytes()) {
                    return Optional.of(device.name() + " has only " + blocks + " blocks of " + range);
                }
            }
        }
        return Optional.empty();
    }

    /** Every page of every process is in exactly one online frame, and holds what it held. */
    private Optional<String> pagesOfProcesses() {
        Whereabouts found = Whereabouts.of(memory, _ -> true);
        Set<Integer> alive = new TreeSet<>();
        for (MemoryUser process : machine.workload().processes().values()) {
            alive.add(process.owner());
            boolean struck = memory.pages().struck().contains(process.owner());
            Optional<String> damage = struck ? Optional.empty() : found.damage(process);
            if (damage.isPresent()) {
                return damage;
            }
        }
        for (int owner : found.owners()) {
            if (!alive.contains(owner)) {
                return Optional.of("frames of owner " + owner + ", who is no more");
            }
        }
        return Optional.empty();
    }

    /** What zones and groups count is what their blocks hold. */
    private Optional<String> counters() {
        for (MemoryBlock block : memory.blocks().values()) {
            int poisoned =
                    block.frames().count(FrameUse.POISONED) + block.frames().count(FrameUse.RESERVED_POISONED);
            if (block.state() == BlockState.ONLINE && poisoned != block.poisonedPages()) {
                return Optional.of(
                        block.id() + " counts " + block.poisonedPages() + " poisoned pages, and has " + poisoned);
            }
        }
        Map<Integer, Map<ZoneKind, long[]>> counted = new LinkedHashMap<>();
        Map<Integer, long[]> groups = new LinkedHashMap<>();
        memory.blocks().values().forEach(block -> count(block, counted, groups));
        for (Node node : memory.nodes().values()) {
            for (Zone zone : node.zones()) {
                long[] is = counted.getOrDefault(node.id(), Map.of()).getOrDefault(zone.kind(), new long[3]);
                String where = "zone " + zone.kind() + " of node " + node.id();
                if (is[0] != zone.present() || is[1] != zone.managed() || is[2] != zone.free()) {
                    return Optional.of(where + " counts present " + zone.present() + ", managed " + zone.managed()
                            + ", free " + zone.free() + "; its frames are " + is[0] + ", " + is[1] + ", " + is[2]);
                }
                if (zone.present() < zone.managed() || zone.managed() < zone.free() || zone.free() < 0) {
                    return Optional.of(where + ": not present >= managed >= free >= 0");
                }
            }
        }
        for (MemoryGroup group : memory.groups().values()) {
            long[] is = groups.getOrDefault(group.id(), new long[2]);
            if (is[0] != group.presentKernel() || is[1] != group.presentMovable()) {
                return Optional.of(group + " has " + is[0] + " kernel and " + is[1] + " movable pages");
            }
        }
        return Optional.empty();
    }

    private void count(MemoryBlock block, Map<Integer, Map<ZoneKind, long[]>> counted, Map<Integer, long[]> groups) {
        if (block.state() == BlockState.OFFLINE) {
            return;
        }
        Map<ZoneKind, long[]> zones = counted.computeIfAbsent(block.node(), _ -> new EnumMap<>(ZoneKind.class));
        for (FrameRun run : block.frames().runs()) {
            if (run.use() == FrameUse.ABSENT) {
                continue;
            }
            for (ZoneKind kind : ZoneKind.values()) {
                int pages = memory.framesIn(kind, block, run);
                long[] sums = zones.computeIfAbsent(kind, _ -> new long[3]);
                sums[0] += pages;
                sums[1] += run.use().isManaged() ? pages : 0;
                sums[2] += run.use() == FrameUse.FREE ? pages : 0;
            }
        }
        block.group()
                .ifPresent(
                        id -> groups.computeIfAbsent(id, _ -> new long[2])[block.zone() == ZoneKind.MOVABLE ? 1 : 0] +=
                                block.frames().present());
    }

    /** Every block is System RAM, and belongs to a node that exists. */
    private Optional<String> blocksAndResources() {
        for (MemoryBlock block : memory.blocks().values()) {
            PhysicalRange range = memory.rangeOf(block);
            long ram = memory.resources().systemRamIn(range);
            if (block.isEarly() ? ram == 0 : ram != range.size()) {
                return Optional.of(block.id() + " has only " + ram + " bytes of System RAM in /proc/iomem");
            }
            for (int id : block.nodes()) {
                if (!memory.node(id).isOnline() || !memory.node(id).blocks().contains(block.id())) {
                    return Optional.of(block.id() + " and node " + id + " do not know each other");
                }
            }
            if (block.state() == BlockState.GOING_OFFLINE) {
                return Optional.of(block.id() + " is going offline with no operation under way");
            }
        }
        return Optional.empty();
    }

    /** A zone spans all of its blocks, and nothing if it has none. */
    private Optional<String> zonesSpanTheirBlocks() {
        long pages = memory.blockSize().pages();
        for (Node node : memory.nodes().values()) {
            for (Zone zone : node.zones()) {
                if (zone.kind() == ZoneKind.DEVICE) {
                    continue;
                }
                boolean within = zone.blocks().isEmpty()
                        ? zone.spanned() == 0
                        : zone.spanStart() < (zone.blocks().first().number() + 1) * pages
                                && zone.spanEnd() > zone.blocks().last().number() * pages;
                if (!within) {
                    return Optional.of("zone " + zone.kind() + " of node " + node.id() + " spans " + zone.spanned()
                            + " pages from " + zone.spanStart() + ", and has the blocks " + zone.blocks());
                }
            }
        }
        return Optional.empty();
    }

    /** What was never given to the allocator was not put there by it. */
    private Optional<String> nothingUnmovableInMovable() {
        return memory.blocks().values().stream()
                .flatMap(block -> block.frames().runs().stream()
                        .filter(run -> run.use().isManaged() && !run.use().isMovable())
                        .filter(run -> memory.framesIn(ZoneKind.MOVABLE, block, run) > 0)
                        .map(run -> block.id() + " is Movable and has " + run))
                .findFirst();
    }
}
