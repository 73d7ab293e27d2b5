package memplug.cli.demo;

import java.io.PrintStream;
import java.util.List;
import memplug.cli.demo.Paint.Style;

/** Tells a story on a terminal: titles, sentences, what was typed and what came of it. */
final class Narrator {
    private static final int COLUMNS = 80;
    private static final String MARGIN = "  ";

    private final PrintStream out;
    private final Paint paint;
    private int chapters;

    Narrator(PrintStream out, Paint paint) {
        this.out = out;
        this.paint = paint;
    }

    void title(String text) {
        out.println();
        out.println(paint.apply(Style.BOLD, text));
    }

    /** The title of the next chapter. */
    void chapter(String text) {
        chapters++;
        title(chapters + ". " + text);
    }

    /** Sentences, in lines that fit. */
    void say(String text) {
        fill(MARGIN, MARGIN, text);
    }

    /** What a user would type, in one line or several. */
    void type(String prompt, String command) {
        String shown = prompt + "$ ";
        for (String line : command.split("\n", -1)) {
            out.println(MARGIN + paint.apply(Style.DIM, shown) + line);
            shown = " ".repeat(prompt.length()) + "> ";
        }
    }

    /** What the user would see. */
    void answer(String text) {
        fill(MARGIN + MARGIN, MARGIN + MARGIN + MARGIN, text);
    }

    private void fill(String first, String next, String text) {
        StringBuilder line = new StringBuilder(first);
        boolean isEmpty = true;
        for (String word : text.split(" ", -1)) {
            if (!isEmpty && line.length() + 1 + word.length() > COLUMNS) {
                out.println(line);
                line = new StringBuilder(next);
                isEmpty = true;
            }
            line.append(isEmpty ? "" : " ").append(word);
            isEmpty = false;
        }
        out.println(line);
    }

    void show(List<String> picture) {
        picture.forEach(line -> out.println(MARGIN + MARGIN + line));
    }

    void pause() {
        out.println();
    }
}
