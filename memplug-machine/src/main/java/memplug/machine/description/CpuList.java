package memplug.machine.description;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers as the kernel lists them: {@code 0-3,8}. */
final class CpuList {
    private static final Pattern PIECE = Pattern.compile("(\\d{1,5})(?:-(\\d{1,5}))?");

    private static final int MOST = 1 << 16;

    private CpuList() {}

    /** {@return the numbers in the order they are listed, or nothing if the text is no list} */
    static Optional<List<Integer>> parse(String text) {
        List<Integer> numbers = new ArrayList<>();
        if (text.isEmpty()) {
            return Optional.of(numbers);
        }
        for (String piece : text.split(",", -1)) {
            Matcher bounds = PIECE.matcher(piece.strip());
            if (!bounds.matches()) {
                return Optional.empty();
            }
            int low = Integer.parseInt(bounds.group(1));
            int high = bounds.group(2) == null ? low : Integer.parseInt(bounds.group(2));
            if (high < low) {
                return Optional.empty();
            }
            if (numbers.size() + high - low > MOST) {
                return Optional.empty();
            }
            for (int number = low; number <= high; number++) {
                numbers.add(number);
            }
        }
        return Optional.of(numbers);
    }

    /** {@return ascending numbers as a list} */
    static String format(List<Integer> numbers) {
        List<String> pieces = new ArrayList<>();
        for (int i = 0; i < numbers.size(); ) {
            int end = i + 1;
            while (end < numbers.size() && numbers.get(end) == numbers.get(end - 1) + 1) {
                end++;
            }
            int low = numbers.get(i);
            int high = numbers.get(end - 1);
            pieces.add(low == high ? "" + low : low + "-" + high);
            i = end;
        }
        return String.join(",", pieces);
    }
}
