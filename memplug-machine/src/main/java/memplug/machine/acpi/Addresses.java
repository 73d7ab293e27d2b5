package memplug.machine.acpi;

import java.util.Collection;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import memplug.machine.mm.Memory;
import memplug.machine.phys.ByteSize;
import memplug.machine.phys.PhysicalRange;
import memplug.machine.phys.Resource;

/** Where the hypervisor can put a DIMM: where nothing else is. */
final class Addresses {
    private static final long LOWEST = 4 * ByteSize.GIB;

    private final Memory memory;
    private final Collection<DimmSlot> slots;

    Addresses(Memory memory, Collection<DimmSlot> slots) {
        this.memory = memory;
        this.slots = slots;
    }

    /** Something that is at some addresses. */
    private record Taken(PhysicalRange range, String by) {}

    private Stream<Taken> taken() {
        Stream<Taken> dimms =
                slots.stream().flatMap(slot -> slot.dimm().stream()).map(dimm -> new Taken(dimm.range(), dimm.name()));
        Stream<Taken> claims = memory.resources().claims().stream().map(Addresses::claim);
        return Stream.concat(dimms, claims);
    }

    private static Taken claim(Resource resource) {
        return new Taken(resource.range(), resource.name());
    }

    /** Who is in the way of a DIMM, if someone is. */
    Optional<String> claimant(PhysicalRange range) {
        return taken().filter(each -> each.range().overlaps(range))
                .map(Taken::by)
                .findFirst();
    }

    /** The lowest addresses for a DIMM: from 4 GiB on, or right behind something, at a whole block. */
    Optional<PhysicalRange> lowest(long bytes) {
        long block = memory.blockSize().bytes();
        LongStream ends = taken().mapToLong(each -> Math.ceilDiv(each.range().end(), block) * block);
        return LongStream.concat(LongStream.of(LOWEST), ends)
                .filter(start -> start >= LOWEST && start <= Insertion.ADDRESS_END - bytes)
                .sorted()
                .mapToObj(start -> PhysicalRange.ofSize(start, bytes))
                .filter(range -> claimant(range).isEmpty())
                .findFirst();
    }
}
