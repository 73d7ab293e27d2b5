package memplug.tree.procfs;

import java.util.NavigableMap;
import java.util.TreeMap;
import memplug.machine.Machine;
import memplug.machine.dax.DaxDevice;
import memplug.machine.dax.DaxRange;
import memplug.machine.mm.FrameRun;
import memplug.machine.mm.FrameUse;
import memplug.machine.mm.Frames;
import memplug.machine.mm.Memory;
import memplug.machine.mm.MemoryBlock;
import memplug.machine.phys.ByteSize;
import memplug.machine.phys.PhysicalRange;

/**
 * How the kernel maps physical memory for itself, in bytes by the size of the mapping. As arch/x86/mm/init.c:
 * split_mem_range(): the largest pages that fit. What the kernel splits later, for its own code, is not counted.
 *
 * @param small mapped with pages of 4 KiB
 * @param large mapped with pages of 2 MiB
 * @param huge mapped with pages of 1 GiB
 */
record DirectMap(long small, long large, long huge) {
    private static final long LARGE = 2 * ByteSize.MIB;
    private static final long HUGE = ByteSize.GIB;

    /** The first MiB is mapped whatever is there, and apart, so that no large page begins before the second 2 MiB. */
    private static final long LEGACY_END = ByteSize.MIB;

    private static final DirectMap NOTHING = new DirectMap(0, 0, 0);

    static DirectMap of(Machine machine) {
        DirectMap map = NOTHING.plus(0, LEGACY_END);
        for (var mapped : mapped(machine).entrySet()) {
            map = map.plus(mapped.getKey(), mapped.getValue());
        }
        return map;
    }

    /** What is mapped above the first MiB, start to end: joined as far as all of it was there at boot, or none was. */
    private static NavigableMap<Long, Long> mapped(Machine machine) {
        Memory memory = machine.memory();
        NavigableMap<Long, Long> atBoot = new TreeMap<>();
        NavigableMap<Long, Long> later = new TreeMap<>();
        for (MemoryBlock block : memory.blocks().values()) {
            PhysicalRange range = memory.rangeOf(block);
            if (block.isEarly()) {
                addPresent(atBoot, range.start(), block.frames());
            } else {
                join(later, range.start(), range.end());
            }
        }
        for (DaxDevice device : machine.dax().bus().devices().values()) {
            if (device.driver() == machine.dax().deviceDax()) {
                device.ranges().stream().map(DaxRange::range).forEach(each -> join(later, each.start(), each.end()));
            }
        }
        later.putAll(atBoot);
        return later;
    }

    private static void addPresent(NavigableMap<Long, Long> ranges, long start, Frames frames) {
        for (FrameRun run : frames.runs()) {
            long from = Math.max(LEGACY_END, start + run.first() * Frames.PAGE_BYTES);
            long to = start + run.end() * Frames.PAGE_BYTES;
            if (run.use() != FrameUse.ABSENT && from < to) {
                join(ranges, from, to);
            }
        }
    }

    private static void join(NavigableMap<Long, Long> ranges, long start, long end) {
        var before = ranges.floorEntry(start);
        boolean touches = before != null && before.getValue() == start;
        ranges.put(touches ? before.getKey() : start, end);
    }

    private DirectMap plus(long start, long end) {
        long largeStart = Math.min(end, roundUp(start, LARGE));
        long largeEnd = Math.max(largeStart, end / LARGE * LARGE);
        long hugeStart = Math.min(largeEnd, roundUp(largeStart, HUGE));
        long hugeEnd = Math.max(hugeStart, largeEnd / HUGE * HUGE);
        return new DirectMap(
                small + (largeStart - start) + (end - largeEnd),
                large + (hugeStart - largeStart) + (largeEnd - hugeEnd),
                huge + (hugeEnd - hugeStart));
    }

    private static long roundUp(long address, long size) {
        return (address + size - 1) / size * size;
    }
}
