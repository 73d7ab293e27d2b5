package memplug.machine.description;

import org.jspecify.annotations.Nullable;

/** What is wrong with a file: of all mistakes noted, the one that stands first in the file. */
final class Mistakes {
    private final String source;
    private @Nullable String first;
    private int firstLine;

    /**
     * No mistakes yet.
     *
     * @param source what messages call the file
     */
    Mistakes(String source) {
        this.source = source;
    }

    void note(int line, String mistake) {
        if (first == null || line < firstLine) {
            first = mistake;
            firstLine = line;
        }
    }

    void throwFirst() throws DescriptionException {
        if (first != null) {
            throw new DescriptionException(source + ":" + firstLine + ": " + first);
        }
    }
}
