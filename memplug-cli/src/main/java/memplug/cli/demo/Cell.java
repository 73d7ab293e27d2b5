package memplug.cli.demo;

import java.util.Optional;
import memplug.cli.demo.Paint.Style;
import memplug.machine.mm.FrameUse;
import memplug.machine.mm.MemoryBlock;
import memplug.machine.mm.ZoneKind;

/** What a memory block is, as far as a letter and a colour tell. */
enum Cell {
    ABSENT('.', Style.DIM, "not there"),
    OFFLINE('-', Style.WHITE_ON_GREY, "offline"),
    GOING_OFFLINE('~', Style.BLACK_ON_YELLOW, "going offline"),
    NORMAL('N', Style.WHITE_ON_BLUE, "in zone Normal"),
    PARTLY_NORMAL('n', Style.BLUE, "a part in Normal"),
    MOVABLE('M', Style.BLACK_ON_GREEN, "in zone Movable"),
    PARTLY_MOVABLE('m', Style.GREEN, "a part in Movable"),
    /** Neighbours that are not alike. */
    MIXED('+', Style.BLACK_ON_CYAN, "several"),
    MARKED('!', Style.WHITE_ON_RED, "in the way");

    private final char letter;
    private final Style style;
    private final String meaning;

    Cell(char letter, Style style, String meaning) {
        this.letter = letter;
        this.style = style;
        this.meaning = meaning;
    }

    /** {@return what a block is, if there is one} */
    static Cell of(Optional<MemoryBlock> block) {
        return block.map(Cell::of).orElse(ABSENT);
    }

    private static Cell of(MemoryBlock block) {
        return switch (block.state()) {
            case OFFLINE -> OFFLINE;
            case GOING_OFFLINE -> GOING_OFFLINE;
            case ONLINE -> ofOnline(block);
        };
    }

    private static Cell ofOnline(MemoryBlock block) {
        boolean isPartial = block.frames().count(FrameUse.HELD_BACK) > 0;
        if (block.zone() == ZoneKind.MOVABLE) {
            return isPartial ? PARTLY_MOVABLE : MOVABLE;
        }
        return isPartial ? PARTLY_NORMAL : NORMAL;
    }

    char letter() {
        return letter;
    }

    Style style() {
        return style;
    }

    String meaning() {
        return meaning;
    }
}
