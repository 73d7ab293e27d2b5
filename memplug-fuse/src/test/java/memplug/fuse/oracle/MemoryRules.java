package memplug.fuse.oracle;

import static memplug.tree.Errno.E2BIG;
import static memplug.tree.Errno.EBUSY;
import static memplug.tree.Errno.EEXIST;
import static memplug.tree.Errno.EHWPOISON;
import static memplug.tree.Errno.EINVAL;
import static memplug.tree.Errno.EIO;
import static memplug.tree.Errno.ENOMEM;
import static memplug.tree.Errno.ENXIO;

import java.math.BigInteger;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import memplug.machine.Machine;
import memplug.machine.mm.BlockId;
import memplug.machine.mm.BlockState;
import memplug.machine.mm.FrameUse;
import memplug.machine.mm.LowmemReserve;
import memplug.machine.mm.Memory;
import memplug.machine.mm.MemoryBlock;
import memplug.machine.mm.Notifiers.Event;
import memplug.machine.mm.Zone;
import memplug.machine.mm.ZoneKind;
import memplug.machine.phys.PhysicalRange;
import org.jspecify.annotations.Nullable;

/** /sys/devices/system/memory. As drivers/base/memory.c; facts 3, 4.1, 4.2, 8, 9, and T02 and T11 of the transcripts. */
final class MemoryRules {
    private static final String MEMORY = "sys/devices/system/memory/";
    private static final List<String> ONLINE_TYPES = List.of("offline", "online", "online_kernel", "online_movable");
    private static final BigInteger ADDRESSABLE = BigInteger.ONE.shiftLeft(52);
    private static final int PAGE_BYTES = 4096;

    private final Machine machine;
    private final Memory memory;

    MemoryRules(Machine machine) {
        this.machine = machine;
        this.memory = machine.memory();
    }

    void addTo(WriteRules rules) {
        rules.add("auto_online_blocks", MEMORY + "auto_online_blocks", WriteRules.text(MemoryRules::autoOnline));
        rules.add("probe", MEMORY + "probe", WriteRules.text(this::probe));
        rules.add("soft_offline_page", MEMORY + "soft_offline_page", WriteRules.text(this::softOffline));
        rules.add("hard_offline_page", MEMORY + "hard_offline_page", WriteRules.text(this::hardOffline));
        rules.add(
                "memoryN/state", MEMORY + "memory(\\d+)/state", (path, written) -> state(block(path), written.text()));
        rules.add(
                "memoryN/online",
                MEMORY + "memory(\\d+)/online",
                (path, written) -> online(block(path), written.text()));
    }

    private MemoryBlock block(MatchResult path) {
        return memory.block(new BlockId(Long.parseLong(path.group(1)))).orElseThrow();
    }

    private static Expected autoOnline(String text) {
        return ONLINE_TYPES.stream()
                .filter(word -> KernelText.is(text, word))
                .findFirst()
                .map(word -> Expected.doneAndReads(word + "\n"))
                .orElse(Expected.error(EINVAL));
    }

    private Expected state(MemoryBlock block, String text) {
        if (ONLINE_TYPES.stream().noneMatch(word -> KernelText.is(text, word))) {
            return Expected.error(EINVAL);
        }
        boolean toOffline = KernelText.is(text, "offline");
        if (toOffline && block.state() == BlockState.OFFLINE) {
            return Expected.error(EINVAL);
        }
        if (!toOffline && block.state() != BlockState.OFFLINE) {
            // What was asked for counts when the block is next taken online by its file "online".
            return Expected.error(EINVAL).leavingChanges();
        }
        return toOffline ? takenOffline(block) : takenOnline(block);
    }

    private Expected online(MemoryBlock block, String text) {
        Boolean toOnline = KernelText.truth(text);
        if (toOnline == null) {
            return Expected.error(EINVAL);
        }
        if (toOnline != (block.state() == BlockState.OFFLINE)) {
            return Expected.nothing();
        }
        return toOnline ? takenOnline(block) : takenOffline(block);
    }

    private Expected takenOnline(MemoryBlock block) {
        if (block.poisonedPages() > 0 && !memory.build().onlineClearsPoison()) {
            return Expected.error(EHWPOISON);
        }
        int veto = veto(Event.MEM_GOING_ONLINE);
        return veto == 0 ? Expected.done() : Expected.veto(veto);
    }

    /** What to expect of taking an online block offline: facts 9.1, in its order; without hot-remove it is a stub. */
    Expected takenOffline(MemoryBlock block) {
        if (!memory.canRemove() || block.zone() == null || has(block, FrameUse.ABSENT)) {
            return Expected.error(EINVAL);
        }
        if (hasUnmovable(block)) {
            return Expected.error(EBUSY);
        }
        int veto = veto(Event.MEM_GOING_OFFLINE);
        return veto == 0 ? Expected.done() : Expected.veto(veto);
    }

    private static boolean hasUnmovable(MemoryBlock block) {
        boolean ofTheKernel = has(block, FrameUse.KERNEL)
                || has(block, FrameUse.MEMMAP)
                || has(block, FrameUse.MAPPING_TABLE)
                || has(block, FrameUse.PAGE_CGROUP);
        return has(block, FrameUse.RESERVED)
                || has(block, FrameUse.BOOT_METADATA)
                || has(block, FrameUse.RESERVED_POISONED)
                || (ofTheKernel && block.zone() != ZoneKind.MOVABLE);
    }

    static boolean has(MemoryBlock block, FrameUse use) {
        return block.frames().runs().stream().anyMatch(run -> run.use() == use);
    }

    int veto(Event event) {
        return memory.notifiers().injected().getOrDefault(event, 0);
    }

    private Expected probe(String text) {
        var address = KernelText.unsignedLong(text, 0);
        if (address.error() != null) {
            return Expected.error(address.error());
        }
        BigInteger size = BigInteger.valueOf(memory.blockSize().bytes());
        if (address.value().mod(size).signum() != 0) {
            return Expected.error(EINVAL);
        }
        if (address.value().add(size).compareTo(ADDRESSABLE) > 0) {
            return Expected.error(E2BIG);
        }
        PhysicalRange range = PhysicalRange.ofSize(address.value().longValueExact(), size.longValueExact());
        if (isClaimed(range)) {
            return Expected.error(EEXIST);
        }
        return hasRoomFor(1) ? Expected.done() : Expected.done().or(ENOMEM);
    }

    /** Whether somebody has claimed some of a range, so that nobody else may. */
    boolean isClaimed(PhysicalRange range) {
        return memory.resources().claims().stream()
                .flatMap(each -> each.all())
                .filter(each -> each.range().overlaps(range))
                .anyMatch(each -> switch (each.kind()) {
                    case CONTAINER -> !each.range().contains(range);
                    case BUSY, SYSTEM_RAM, DRIVER_MANAGED_RAM -> true;
                });
    }

    /** Whether the memmap of so many blocks has room for sure; if not it may have, depending on the nodes. */
    boolean hasRoomFor(long blocks) {
        long free = memory.nodes().values().stream()
                .flatMap(node -> node.zones().stream())
                .filter(zone -> zone.kind().isKernelZone())
                .mapToLong(zone -> Math.max(0, zone.free() - kept(zone)))
                .sum();
        return free > blocks * memory.blockSize().pages() / 64;
    }

    /** What no allocation of the kernel gets of a zone. */
    private long kept(Zone zone) {
        return zone.watermarks().min() + LowmemReserve.of(memory.node(zone.node()), zone)[ZoneKind.NORMAL.number()];
    }

    private Expected softOffline(String text) {
        var address = KernelText.unsignedLong(text, 0);
        if (address.error() != null) {
            return Expected.error(EINVAL);
        }
        MemoryBlock block = blockAt(address.value());
        if (block == null) {
            return Expected.error(ENXIO);
        }
        if (block.state() == BlockState.OFFLINE) {
            return Expected.error(EIO);
        }
        return switch (useAt(block, address.value())) {
            case FREE, ANONYMOUS, LOCKED, PAGE_CACHE, HUGE_TRANSPARENT, HUGE_2M ->
                Expected.done().or(ENOMEM);
            case POISONED, RESERVED_POISONED -> Expected.nothing();
            case ABSENT -> Expected.error(EIO, ENXIO);
            case RESERVED,
                    BOOT_METADATA,
                    OWN_MEMMAP,
                    MEMMAP,
                    MAPPING_TABLE,
                    PAGE_CGROUP,
                    KERNEL,
                    SLAB,
                    PAGE_TABLE,
                    STACK,
                    HELD_BACK -> Expected.error(EIO);
            case PINNED, HUGE_1G -> Expected.error(EBUSY);
        };
    }

    private Expected hardOffline(String text) {
        var address = KernelText.unsignedLong(text, 0);
        if (address.error() != null) {
            return Expected.error(EINVAL);
        }
        MemoryBlock block = blockAt(address.value());
        if (block == null || block.state() == BlockState.OFFLINE) {
            return Expected.error(ENXIO);
        }
        return switch (useAt(block, address.value())) {
            case FREE, ANONYMOUS, LOCKED, PAGE_CACHE, HUGE_TRANSPARENT, HUGE_2M ->
                Expected.done().or(ENOMEM);
            case POISONED, RESERVED_POISONED -> Expected.error(EHWPOISON);
            case ABSENT -> Expected.error(EBUSY, ENXIO);
            // It counts as poisoned from now on.
            case RESERVED ->
                new Expected(false, Set.of(EBUSY.number()), Expected.Effect.NONE, Expected.Effect.CHANGE, null);
            case BOOT_METADATA,
                    OWN_MEMMAP,
                    MEMMAP,
                    MAPPING_TABLE,
                    PAGE_CGROUP,
                    KERNEL,
                    SLAB,
                    PAGE_TABLE,
                    STACK,
                    PINNED,
                    HUGE_1G,
                    HELD_BACK -> Expected.error(EBUSY);
        };
    }

    private @Nullable MemoryBlock blockAt(BigInteger address) {
        BigInteger number = address.divide(BigInteger.valueOf(memory.blockSize().bytes()));
        return number.bitLength() > 62
                ? null
                : memory.block(new BlockId(number.longValueExact())).orElse(null);
    }

    private FrameUse useAt(MemoryBlock block, BigInteger address) {
        long frame = address.mod(BigInteger.valueOf(memory.blockSize().bytes())).longValueExact() / PAGE_BYTES;
        return block.frames().runs().stream()
                .filter(run -> run.first() <= frame && frame < run.end())
                .findFirst()
                .orElseThrow()
                .use();
    }

    Machine machine() {
        return machine;
    }
}
