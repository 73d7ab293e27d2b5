package memplug.cli.demo;

import java.io.PrintStream;
import java.util.List;
import memplug.cli.demo.Paint.Style;

/** Tells a story on a terminal: titles, sentences, what was typed and what came of it. */
final class Narrator {
    private static final int COLUMNS = 96;
    private static final String MARGIN = "  ";

    private final PrintStream out;
    private final Paint paint;

    Narrator(PrintStream out, Paint paint) {
        this.out = out;
        this.paint = paint;
    }

    void title(String text) {
        out.println();
        out.println(paint.apply(Style.BOLD, text));
    }

    /** Sentences, in lines that fit. */
    void say(String text) {
        StringBuilder line = new StringBuilder(MARGIN);
        for (String word : text.split(" ", -1)) {
            if (line.length() + word.length() >= COLUMNS) {
                out.println(line);
                line.setLength(0);
                line.append(MARGIN);
            } else if (line.length() > MARGIN.length()) {
                line.append(' ');
            }
            line.append(word);
        }
        out.println(line);
    }

    /** What a user would type. */
    void type(String prompt, String command) {
        out.println(MARGIN + paint.apply(Style.DIM, prompt + "$ ") + command);
    }

    /** What the user would see. */
    void answer(String text) {
        out.println(MARGIN + MARGIN + text);
    }

    void show(List<String> picture) {
        picture.forEach(line -> out.println(MARGIN + MARGIN + line));
    }

    void pause() {
        out.println();
    }
}
