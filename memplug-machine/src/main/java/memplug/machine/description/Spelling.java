package memplug.machine.description;

import java.util.Comparator;
import java.util.List;

/** Which word someone may have meant. */
final class Spelling {
    private Spelling() {}

    /** {@return the word that is most like the given one, or all words if none is much like it} */
    static String expected(String written, List<String> words) {
        return words.stream()
                .min(Comparator.comparingInt(word -> distance(written, word)))
                .filter(word -> distance(written, word) <= 1 + word.length() / 3)
                .orElse("one of " + String.join(", ", words));
    }

    /** {@return how many letters must be added, removed or replaced to get from one word to the other} */
    private static int distance(String one, String other) {
        if (one.length() > 2 * other.length() + 2) {
            return one.length();
        }
        int[] row = new int[other.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int replaced = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[other.length()];
    }
}
