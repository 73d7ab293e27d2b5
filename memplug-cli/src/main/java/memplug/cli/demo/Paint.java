package memplug.cli.demo;

/** Colours on a terminal, or none. */
public enum Paint {
    /** ECMA-48 escape sequences. */
    COLOUR,
    /** Text as it is. */
    PLAIN;

    /** What a text may look like. */
    enum Style {
        DEFAULT(""),
        BOLD("1"),
        DIM("2"),
        BLUE("34"),
        GREEN("32"),
        BLACK_ON_CYAN("30;46"),
        BLACK_ON_GREEN("30;42"),
        WHITE_ON_BLUE("97;44"),
        WHITE_ON_GREY("97;100"),
        BLACK_ON_YELLOW("30;43"),
        WHITE_ON_RED("1;97;41");

        private final String code;

        Style(String code) {
            this.code = code;
        }
    }

    /** {@return the text in a style, if there are styles} */
    String apply(Style style, String text) {
        return this == PLAIN || style == Style.DEFAULT || text.isEmpty()
                ? text
                : "\033[" + style.code + "m" + text + "\033[0m";
    }
}
