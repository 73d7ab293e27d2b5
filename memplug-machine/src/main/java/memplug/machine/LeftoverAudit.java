package memplug.machine;

import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;
import memplug.machine.acpi.Attachment;
import memplug.machine.acpi.DimmSlot;
import memplug.machine.dax.DaxDevice;
import memplug.machine.dax.DaxRange;
import memplug.machine.dax.KmemBinding;
import memplug.machine.mm.FrameUse;
import memplug.machine.mm.KernelMapping.PageSize;
import memplug.machine.mm.KernelMapping.Piece;
import memplug.machine.mm.Memory;
import memplug.machine.mm.MemoryBlock;
import memplug.machine.mm.MemoryGroup;
import memplug.machine.mm.Node;
import memplug.machine.mm.PageSpan;
import memplug.machine.phys.FirmwareMap;
import memplug.machine.phys.PhysicalRange;
import memplug.machine.phys.Resource;

/**
 * Checks that memory which was removed has left nothing behind: no link, memmap, page table, firmware-map entry, claim,
 * group or node, and nothing that a memory device keeps of it.
 */
final class LeftoverAudit {
    private final Machine machine;
    private final Memory memory;

    LeftoverAudit(Machine machine) {
        this.machine = machine;
        this.memory = machine.memory();
    }

    Optional<String> firstFound() {
        return Stream.<Supplier<Optional<String>>>of(
                        this::memmaps,
                        this::mapping,
                        this::pageCgroups,
                        this::nodes,
                        this::firmwareMap,
                        this::claims,
                        this::groups,
                        this::memoryDevices)
                .map(Supplier::get)
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** Of hot-added blocks the memmap, of DIMMs of boot memory their page tables as well. */
    private Optional<String> memmaps() {
        long held = 0;
        long owed = 0;
        for (MemoryBlock block : memory.blocks().values()) {
            held += block.frames().count(FrameUse.MEMMAP) + block.frames().count(FrameUse.BOOT_METADATA);
            owed += block.memmap().stream().mapToLong(PageSpan::pages).sum();
        }
        return held == owed ? Optional.empty() : Optional.of(held + " pages hold memmaps, and the blocks have " + owed);
    }

    /** Where the kernel still reaches memory that is neither a block nor a device; pages of 1 GiB stay while any of it is. */
    private Optional<String> mapping() {
        long tables = memory.blocks().values().stream()
                .mapToLong(block -> block.frames().count(FrameUse.MAPPING_TABLE))
                .sum();
        if (tables != memory.mapping().tablePages()) {
            return Optional.of(
                    tables + " pages hold page tables, and " + memory.mapping().tablePages() + " should");
        }
        for (Piece piece : memory.mapping().pieces()) {
            long at = piece.range().start();
            while (piece.size() != PageSize.HUGE && at < piece.range().end()) {
                long end = endOfMemoryAt(at);
                if (end == at) {
                    return Optional.of("the kernel maps %#x, where nothing is".formatted(at));
                }
                at = end;
            }
        }
        return memory.mapping().contradiction();
    }

    /** The end of the block or the device that is at an address; the address itself if there is neither. */
    private long endOfMemoryAt(long address) {
        return memory.block(memory.blockSize().blockAt(address))
                .map(memory::rangeOf)
                .or(() -> machine.dax().bus().devices().values().stream()
                        .flatMap(device -> device.ranges().stream().map(DaxRange::range))
                        .filter(range -> range.contains(address))
                        .findFirst())
                .map(PhysicalRange::end)
                .orElse(address);
    }

    /** Of blocks that went online since boot. */
    private Optional<String> pageCgroups() {
        long held = 0;
        long owed = 0;
        for (MemoryBlock block : memory.blocks().values()) {
            held += block.frames().count(FrameUse.PAGE_CGROUP);
            owed += block.pageCgroup().stream().mapToLong(PageSpan::pages).sum();
        }
        return held == owed
                ? Optional.empty()
                : Optional.of(held + " pages hold page cgroups, and the blocks have " + owed);
    }

    private Optional<String> nodes() {
        for (Node node : memory.nodes().values()) {
            if (node.blocks().stream().anyMatch(id -> memory.block(id).isEmpty())) {
                return Optional.of("node " + node.id() + " has a block that does not exist: " + node.blocks());
            }
            if (node.isOnline() && node.blocks().isEmpty() && node.cpus().isEmpty()) {
                return Optional.of("node " + node.id() + " exists with neither blocks nor CPUs");
            }
        }
        return Optional.empty();
    }

    private Optional<String> firmwareMap() {
        return memory.firmwareMap().hotAdded().values().stream()
                .map(FirmwareMap.Entry::range)
                .filter(range -> memory.blocksIn(range).isEmpty())
                .map(range -> "the firmware map has " + range + ", where no block is")
                .findFirst();
    }

    private Optional<String> claims() {
        return memory.resources().claims().stream()
                .flatMap(Resource::all)
                .filter(claim -> claim.kind().isSystemRam())
                .map(Resource::range)
                .filter(range -> range.isAligned(memory.blockSize().bytes()))
                .filter(range -> memory.blocksIn(range).size()
                        != range.size() / memory.blockSize().bytes())
                .map(range -> "/proc/iomem has System RAM " + range + ", of which not all blocks are there")
                .findFirst();
    }

    /** A static group belongs to a device, or to blocks that were left behind when a driver was unbound. */
    private Optional<String> groups() {
        NavigableSet<Integer> owned = new TreeSet<>();
        for (DaxDevice device : machine.dax().bus().devices().values()) {
            KmemBinding binding = device.kmem();
            if (binding != null) {
                owned.add(binding.group());
            }
        }
        machine.memoryDevices().slots().values().stream()
                .flatMap(slot -> slot.attachment().stream())
                .forEach(attachment -> owned.add(attachment.group()));
        memory.blocks().values().forEach(block -> block.group().ifPresent(owned::add));
        return memory.groups().values().stream()
                .filter(group -> group.kind() == MemoryGroup.Kind.STATIC && !owned.contains(group.id()))
                .map(group -> group + " belongs to nothing")
                .findFirst();
    }

    private Optional<String> memoryDevices() {
        for (DimmSlot slot : machine.memoryDevices().slots().values()) {
            Optional<Attachment> attachment = slot.attachment();
            if (attachment.isEmpty()) {
                continue;
            }
            Optional<PhysicalRange> range = slot.dimm().map(dimm -> dimm.range());
            if (range.isEmpty()) {
                return Optional.of(slot.deviceName() + " is in use, and has no DIMM");
            }
            boolean allThere = attachment.get().blocks().stream()
                    .allMatch(id -> memory.block(id).isPresent());
            if (!allThere || !memory.groups().containsKey(attachment.get().group())) {
                return Optional.of(slot.deviceName() + " keeps " + attachment.get() + ", of which not all is there");
            }
        }
        return Optional.empty();
    }
}
