package memplug.machine.mm;

import java.util.Collection;
import java.util.Iterator;
import java.util.TreeSet;

/** Sets of small numbers as files show them: {@code 0-1,3}. */
public final class RangeList {
    private RangeList() {}

    /**
     * {@return numbers as a list of ranges, empty for none}
     *
     * @param numbers the numbers
     */
    public static String of(Collection<Integer> numbers) {
        StringBuilder list = new StringBuilder();
        Iterator<Integer> ascending = new TreeSet<>(numbers).iterator();
        Integer first = ascending.hasNext() ? ascending.next() : null;
        while (first != null) {
            int last = first;
            Integer next = null;
            while (ascending.hasNext()) {
                next = ascending.next();
                if (next != last + 1) {
                    break;
                }
                last = next;
                next = null;
            }
            list.append(list.isEmpty() ? "" : ",").append(first).append(last == first ? "" : "-" + last);
            first = next;
        }
        return list.toString();
    }
}
