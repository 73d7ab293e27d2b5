package memplug.cli.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import memplug.machine.mm.BlockId;
import memplug.machine.mm.Memory;
import memplug.machine.phys.PhysicalRange;

/** Memory as rows of cells, one for each block. */
public final class Picture {
    private static final int CELLS_IN_A_LINE = 64;
    private static final int LABEL_COLUMNS = 9;

    private final Memory memory;
    private final Paint paint;

    /**
     * A picture of what the memory is whenever it is asked for.
     *
     * @param memory the memory
     * @param paint how to colour it
     */
    public Picture(Memory memory, Paint paint) {
        this.memory = memory;
        this.paint = paint;
    }

    /**
     * {@return a line for each range, or more if it is long}
     *
     * @param label what to write before the first
     * @param ranges the addresses
     * @param marked a block to point out
     */
    public List<String> rows(String label, List<PhysicalRange> ranges, Optional<BlockId> marked) {
        List<String> rows = new ArrayList<>();
        for (PhysicalRange range : ranges) {
            List<Cell> cells = cells(range, marked);
            for (int from = 0; from < cells.size(); from += CELLS_IN_A_LINE) {
                List<Cell> line = cells.subList(from, Math.min(cells.size(), from + CELLS_IN_A_LINE));
                String address = from == 0 ? "%#13x ".formatted(range.start()) : " ".repeat(14);
                rows.add(padded(rows.isEmpty() ? label : "") + paint.apply(Paint.Style.DIM, address) + draw(line));
            }
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
        for (long number = memory.blockSize().blockAt(range.start()).number(); number < end; number++) {
            BlockId id = new BlockId(number);
            boolean isMarked = marked.isPresent() && marked.get().equals(id);
            cells.add(isMarked ? Cell.MARKED : Cell.of(memory.block(id)));
        }
        return cells;
    }

    /** Cells that look alike in one stroke. */
    private String draw(List<Cell> cells) {
        StringBuilder line = new StringBuilder();
        int from = 0;
        for (int to = 1; to <= cells.size(); to++) {
            Cell cell = cells.get(from);
            if (to == cells.size() || cells.get(to) != cell) {
                line.append(paint.apply(cell.style(), String.valueOf(cell.letter()).repeat(to - from)));
                from = to;
            }
        }
        return line.toString();
    }

    private static String padded(String label) {
        return label + " ".repeat(Math.max(1, LABEL_COLUMNS - label.length()));
    }
}
