package memplug.cli.demo;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import memplug.machine.mm.BlockId;
import memplug.machine.mm.Memory;
import memplug.machine.phys.PhysicalRange;

/** Memory as rows of cells: a row is a range, a cell a block or, where rows would be too long, a few neighbours. */
public final class Picture {
    private static final int CELLS_IN_A_ROW = 64;
    private static final int LABEL_COLUMNS = 9;

    private final Memory memory;
    private final Paint paint;
    private final int blocksInACell;

    /**
     * A picture of what the memory is whenever it is asked for.
     *
     * @param memory the memory
     * @param ranges what is to fit in a row each
     * @param paint how to colour it
     */
    public Picture(Memory memory, Collection<PhysicalRange> ranges, Paint paint) {
        this.memory = memory;
        this.paint = paint;
        long longest = ranges.stream().mapToLong(PhysicalRange::size).max().orElse(0)
                / memory.blockSize().bytes();
        this.blocksInACell = (int) Math.max(1, Math.ceilDiv(longest, CELLS_IN_A_ROW));
    }

    /** {@return how many blocks a cell stands for} */
    public int blocksInACell() {
        return blocksInACell;
    }

    /**
     * {@return a row for each range}
     *
     * @param label what to write before the first
     * @param ranges the addresses
     * @param marked a block to point out
     */
    public List<String> rows(String label, Collection<PhysicalRange> ranges, Optional<BlockId> marked) {
        List<String> rows = new ArrayList<>();
        for (PhysicalRange range : ranges) {
            String address = paint.apply(Paint.Style.DIM, "%#13x ".formatted(range.start()));
            rows.add(padded(rows.isEmpty() ? label : "") + address + draw(cells(range, marked)));
        }
        return rows;
    }

    /** {@return what each kind of cell means, in a line} */
    public String legend() {
        StringJoiner legend = new StringJoiner("   ");
        for (Cell cell : List.of(Cell.NORMAL, Cell.MOVABLE, Cell.OFFLINE, Cell.ABSENT, Cell.MARKED)) {
            legend.add(draw(List.of(cell)) + " " + cell.meaning());
        }
        return legend.toString();
    }

    private List<Cell> cells(PhysicalRange range, Optional<BlockId> marked) {
        List<Cell> cells = new ArrayList<>();
        long end = memory.blockSize().afterLast(range).number();
        long first = memory.blockSize().blockAt(range.start()).number();
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

    private static String padded(String label) {
        return label + " ".repeat(Math.max(1, LABEL_COLUMNS - label.length()));
    }
}
