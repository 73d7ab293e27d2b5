package memplug.cli.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import memplug.machine.mm.BlockId;
import memplug.machine.mm.Memory;
import memplug.machine.phys.PhysicalRange;

/** Memory as rows of cells: a row is a range, a cell a block or, where rows would be too long, a few neighbours. */
final class Picture {
    private static final int CELLS_IN_A_ROW = 40;
    private static final int PROVIDER_COLUMNS = 11;
    private static final int NAME_COLUMNS = 7;
    private static final int ADDRESS_COLUMNS = 14;

    private final Memory memory;
    private final Paint paint;
    private final int blocksInACell;

    /**
     * A picture of what the memory is whenever it is asked for.
     *
     * @param memory the memory
     * @param parts what is to fit, each range in a row
     * @param paint how to colour it
     */
    Picture(Memory memory, List<Part> parts, Paint paint) {
        this.memory = memory;
        this.paint = paint;
        long longest = parts.stream()
                .flatMap(part -> part.ranges().stream())
                .mapToLong(this::blocks)
                .max()
                .orElse(0);
        this.blocksInACell = roundUpToPowerOfTwo(Math.ceilDiv(longest, CELLS_IN_A_ROW));
    }

    private static int roundUpToPowerOfTwo(long number) {
        return number <= 1 ? 1 : (int) (Long.highestOneBit(number - 1) << 1);
    }

    /** {@return how many blocks a cell stands for} */
    int blocksInACell() {
        return blocksInACell;
    }

    /** {@return a row for each of several parts' ranges; a provider is named once} */
    List<String> rows(List<Part> parts) {
        List<String> rows = new ArrayList<>();
        String provider = "";
        for (Part part : parts) {
            boolean isNamed = part.provider().equals(provider);
            rows.addAll(rows(isNamed ? "" : part.provider(), part, Optional.empty()));
            provider = part.provider();
        }
        return rows;
    }

    /**
     * {@return a row for each range of a part}
     *
     * @param part the part
     * @param marked a block to point out
     */
    List<String> rows(Part part, Optional<BlockId> marked) {
        return rows(part.provider(), part, marked);
    }

    private List<String> rows(String provider, Part part, Optional<BlockId> marked) {
        String label = padded(provider, PROVIDER_COLUMNS) + padded(part.name(), NAME_COLUMNS);
        String margin = " ".repeat(PROVIDER_COLUMNS + NAME_COLUMNS);
        List<String> rows = new ArrayList<>();
        for (PhysicalRange range : part.ranges()) {
            String address = paint.apply(Paint.Style.DIM, "%#13x ".formatted(range.start()));
            rows.add((rows.isEmpty() ? label : margin) + address + draw(cells(range, marked)));
        }
        String indentation = " ".repeat(ADDRESS_COLUMNS);
        if (rows.isEmpty()) {
            rows.add(label + indentation + part.remark());
        } else if (fitsBehind(part.ranges().getLast(), part.remark())) {
            rows.addLast((rows.removeLast() + "  " + part.remark()).stripTrailing());
        } else {
            rows.add(margin + indentation + part.remark());
        }
        return rows;
    }

    private boolean fitsBehind(PhysicalRange range, String remark) {
        return Math.ceilDiv(blocks(range), blocksInACell) + 2 + remark.length() <= CELLS_IN_A_ROW + 2;
    }

    /** {@return what each kind of cell means, in lines} */
    List<String> legend() {
        return List.of(
                meanings(Cell.NORMAL, Cell.MOVABLE, Cell.OFFLINE, Cell.ABSENT),
                meanings(Cell.PARTLY_NORMAL, Cell.PARTLY_MOVABLE, Cell.MIXED, Cell.MARKED));
    }

    private String meanings(Cell... cells) {
        StringBuilder line = new StringBuilder();
        for (Cell cell : cells) {
            String separator = line.isEmpty() ? "" : "   ";
            line.append(separator).append(draw(List.of(cell))).append(' ').append(cell.meaning());
        }
        return line.toString();
    }

    private long blocks(PhysicalRange range) {
        return memory.blockSize().afterLast(range).number()
                - memory.blockSize().blockAt(range.start()).number();
    }

    private List<Cell> cells(PhysicalRange range, Optional<BlockId> marked) {
        List<Cell> cells = new ArrayList<>();
        long first = memory.blockSize().blockAt(range.start()).number();
        long end = first + blocks(range);
        for (long number = first; number < end; number += blocksInACell) {
            cells.add(cell(number, Math.min(end, number + blocksInACell), marked));
        }
        return cells;
    }

    private Cell cell(long first, long end, Optional<BlockId> marked) {
        if (marked.isPresent() && first <= marked.get().number() && marked.get().number() < end) {
            return Cell.MARKED;
        }
        Cell cell = Cell.of(memory.block(new BlockId(first)));
        for (long number = first + 1; number < end; number++) {
            if (Cell.of(memory.block(new BlockId(number))) != cell) {
                return Cell.MIXED;
            }
        }
        return cell;
    }

    /** Cells that look alike in one stroke. */
    private String draw(List<Cell> cells) {
        StringBuilder line = new StringBuilder();
        int from = 0;
        for (int to = 1; to <= cells.size(); to++) {
            Cell cell = cells.get(from);
            if (to == cells.size() || cells.get(to) != cell) {
                line.append(
                        paint.apply(cell.style(), String.valueOf(cell.letter()).repeat(to - from)));
                from = to;
            }
        }
        return line.toString();
    }

    private static String padded(String label, int columns) {
        return label + " ".repeat(Math.max(1, columns - label.length()));
    }
}
