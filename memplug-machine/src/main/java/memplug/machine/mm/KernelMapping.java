package memplug.machine.mm;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import memplug.machine.kernel.Fingerprint;
import memplug.machine.mm.PageAllocator.Contents;
import memplug.machine.phys.ByteSize;
import memplug.machine.phys.PhysicalRange;

/**
 * How the kernel maps memory, and the memmap of it, for itself: with the largest pages that fit into what is mapped at
 * once, and with tables for what is not mapped by one page. As arch/x86/mm/init.c: split_mem_range(), and
 * arch/x86/mm/init_64.c. What the kernel splits later, for its own code, is not counted. Written under the hotplug lock,
 * read under none.
 */
public final class KernelMapping {
    /** The first MiB is mapped whatever is there, and apart, so that no large page begins before the second 2 MiB. */
    private static final long LEGACY_END = ByteSize.MIB;

    private final Memory memory;
    private final ConcurrentNavigableMap<Long, Piece> pieces = new ConcurrentSkipListMap<>();
    /** Where the tables are: nowhere in particular if they were made at boot. */
    private final NavigableMap<Table, List<PageSpan>> tables = new TreeMap<>();

    /** How much memory one entry of a table maps. */
    public enum PageSize {
        /** 4 KiB. */
        SMALL(Frames.PAGE_BYTES),
        /** 2 MiB. */
        LARGE(2 * ByteSize.MIB),
        /** 1 GiB. */
        HUGE(ByteSize.GIB);

        private final long bytes;

        PageSize(long bytes) {
            this.bytes = bytes;
        }

        private long up(long address) {
            return (address + bytes - 1) / bytes * bytes;
        }

        private long down(long address) {
            return address / bytes * bytes;
        }
    }

    /** The kinds of tables, each by how much memory one serves, and by the largest pages of memory that needs it. */
    private enum Level {
        DIRECT_PTE(2 * ByteSize.MIB, PageSize.SMALL),
        DIRECT_PMD(ByteSize.GIB, PageSize.LARGE),
        DIRECT_PUD(512 * ByteSize.GIB, PageSize.HUGE),
        /** Of the memmap, which is a 64th of the memory, and mapped with pages of 2 MiB. */
        MEMMAP_PMD(64 * ByteSize.GIB, PageSize.HUGE),
        MEMMAP_PUD(32 * ByteSize.TIB, PageSize.HUGE);

        private final long reach;
        private final PageSize largest;

        Level(long reach, PageSize largest) {
            this.reach = reach;
            this.largest = largest;
        }

        private boolean serves(PageSize size) {
            return size.compareTo(largest) <= 0;
        }
    }

    private record Table(Level level, long number) implements Comparable<Table> {
        private static final Comparator<Table> ORDER =
                Comparator.comparing(Table::level).thenComparingLong(Table::number);

        @Override
        public int compareTo(Table other) {
            return ORDER.compare(this, other);
        }
    }

    /**
     * Memory that is mapped with pages of one size.
     *
     * @param range its addresses
     * @param size the size of the pages
     */
    public record Piece(PhysicalRange range, PageSize size) {
        private static void add(List<Piece> pieces, long start, long end, PageSize size) {
            if (start < end) {
                pieces.add(new Piece(new PhysicalRange(start, end), size));
            }
        }

        /** The largest pages that fit. */
        private static List<Piece> of(PhysicalRange range) {
            long largeStart = Math.min(range.end(), PageSize.LARGE.up(range.start()));
            long largeEnd = Math.max(largeStart, PageSize.LARGE.down(range.end()));
            long hugeStart = Math.min(largeEnd, PageSize.HUGE.up(largeStart));
            long hugeEnd = Math.max(hugeStart, PageSize.HUGE.down(largeEnd));
            List<Piece> all = new ArrayList<>();
            add(all, range.start(), largeStart, PageSize.SMALL);
            add(all, largeStart, hugeStart, PageSize.LARGE);
            add(all, hugeStart, hugeEnd, PageSize.HUGE);
            add(all, hugeEnd, largeEnd, PageSize.LARGE);
            add(all, largeEnd, range.end(), PageSize.SMALL);
            return all;
        }

        private NavigableSet<Table> tables() {
            NavigableSet<Table> needed = new TreeSet<>();
            for (Level level : Level.values()) {
                long last = level.serves(size) ? (range.end() - 1) / level.reach : -1;
                for (long number = range.start() / level.reach; number <= last; number++) {
                    needed.add(new Table(level, number));
                }
            }
            return needed;
        }
    }

    KernelMapping(Memory memory) {
        this.memory = memory;
    }

    KernelMapping copy(Memory forMemory) {
        KernelMapping copy = new KernelMapping(forMemory);
        copy.pieces.putAll(pieces);
        copy.tables.putAll(tables);
        return copy;
    }

    /** {@return what is mapped, ascending} */
    public List<Piece> pieces() {
        return List.copyOf(pieces.values());
    }

    /**
     * {@return how much memory is mapped with pages of a size, in bytes}
     *
     * @param size the size
     */
    public long bytes(PageSize size) {
        return pieces.values().stream()
                .filter(piece -> piece.size() == size)
                .mapToLong(piece -> piece.range().size())
                .sum();
    }

    /** {@return how many pages hold tables that were made after boot} */
    public int tablePages() {
        return tables.values().stream().mapToInt(List::size).sum();
    }

    /** Maps what is there at boot: ranges that do not touch each other. */
    void mapAtBoot(List<PhysicalRange> ranges) {
        List<PhysicalRange> all = new ArrayList<>(List.of(new PhysicalRange(0, LEGACY_END)));
        for (PhysicalRange range : ranges) {
            if (range.end() > LEGACY_END) {
                all.add(new PhysicalRange(Math.max(LEGACY_END, range.start()), range.end()));
            }
        }
        for (PhysicalRange range : all) {
            for (Piece piece : Piece.of(range)) {
                piece.tables().forEach(table -> tables.put(table, List.of()));
                put(piece);
            }
        }
    }

    /**
     * Maps memory that comes, and its memmap; what is mapped already stays as it is.
     *
     * @param range its addresses, whole pages
     * @param node its node, which tables of the memmap come from if it has memory
     * @return whether it is mapped; nothing has changed if there is no memory for a table
     */
    public boolean map(PhysicalRange range, int node) {
        List<Piece> added = unmapped(range).stream()
                .flatMap(part -> Piece.of(part).stream())
                .toList();
        NavigableMap<Table, List<PageSpan>> made = new TreeMap<>();
        for (Piece piece : added) {
            for (Table table : piece.tables()) {
                if (tables.containsKey(table) || made.containsKey(table)) {
                    continue;
                }
                Optional<List<PageSpan>> span = allocate(table.level(), node);
                if (span.isEmpty()) {
                    made.values().forEach(this::free);
                    return false;
                }
                made.put(table, span.get());
            }
        }
        tables.putAll(made);
        added.forEach(this::put);
        return true;
    }

    /** Tables of the direct map come from where the CPU is that adds the memory: here the first node that has one. */
    private Optional<List<PageSpan>> allocate(Level level, int node) {
        boolean direct = level.compareTo(Level.DIRECT_PUD) <= 0;
        int from = memory.nodes().values().stream()
                .filter(each -> direct && !each.cpus().isEmpty())
                .findFirst()
                .map(Node::id)
                .orElse(node);
        return memory.pages().allocate(from, 1, new Contents(FrameUse.MAPPING_TABLE, 0, 0));
    }

    private void free(List<PageSpan> table) {
        table.forEach(memory.pages()::free);
    }

    /**
     * Unmaps memory that goes. A page that maps other memory as well stays, as on Linux, and a table that serves other
     * memory.
     *
     * @param range its addresses
     */
    public void unmap(PhysicalRange range) {
        for (Piece piece : piecesIn(range)) {
            long start = piece.range().start();
            long end = piece.range().end();
            long from = piece.size().up(Math.max(start, range.start()));
            long to = piece.size().down(Math.min(end, range.end()));
            if (from < to) {
                List<Piece> left = new ArrayList<>();
                Piece.add(left, start, from, piece.size());
                Piece.add(left, to, end, piece.size());
                pieces.remove(start);
                left.forEach(this::put);
                Piece gone = new Piece(new PhysicalRange(from, to), piece.size());
                gone.tables().stream().filter(table -> !isNeeded(table)).forEach(this::drop);
            }
        }
    }

    private boolean isNeeded(Table table) {
        long reach = table.level().reach;
        return piecesIn(PhysicalRange.ofSize(table.number() * reach, reach)).stream()
                .anyMatch(piece -> table.level().serves(piece.size()));
    }

    private void drop(Table table) {
        free(tables.getOrDefault(table, List.of()));
        tables.remove(table);
    }

    private void put(Piece piece) {
        long start = piece.range().start();
        long end = piece.range().end();
        var before = pieces.lowerEntry(start);
        if (before != null
                && before.getValue().range().end() == start
                && before.getValue().size() == piece.size()) {
            start = before.getKey();
        }
        Piece after = pieces.get(end);
        if (after != null && after.size() == piece.size()) {
            end = after.range().end();
            pieces.remove(after.range().start());
        }
        pieces.put(start, new Piece(new PhysicalRange(start, end), piece.size()));
    }

    /** The pieces that share an address with a range. */
    private List<Piece> piecesIn(PhysicalRange range) {
        Long first = pieces.floorKey(range.start());
        return pieces.subMap(first == null ? range.start() : first, range.end()).values().stream()
                .filter(piece -> piece.range().overlaps(range))
                .toList();
    }

    private List<PhysicalRange> unmapped(PhysicalRange range) {
        List<PhysicalRange> parts = new ArrayList<>();
        long from = range.start();
        for (Piece piece : piecesIn(range)) {
            if (from < piece.range().start()) {
                parts.add(new PhysicalRange(from, piece.range().start()));
            }
            from = piece.range().end();
        }
        if (from < range.end()) {
            parts.add(new PhysicalRange(from, range.end()));
        }
        return parts;
    }

    /**
     * {@return what contradicts that there is a table exactly where one is needed, and that all memory is mapped}
     */
    public Optional<String> contradiction() {
        NavigableSet<Table> needed = new TreeSet<>();
        pieces.values().forEach(piece -> needed.addAll(piece.tables()));
        if (!needed.equals(tables.keySet())) {
            return Optional.of("page tables " + tables.keySet() + " are there, and " + needed + " are needed");
        }
        return memory.blocks().values().stream()
                .filter(block -> !block.isEarly())
                .filter(block -> !unmapped(memory.rangeOf(block)).isEmpty())
                .map(block -> block.id() + " is not mapped")
                .findFirst();
    }

    void fingerprint(Fingerprint.Writer writer) {
        writer.add(pieces.values()).add(tables);
    }
}
