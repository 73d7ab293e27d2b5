package memplug.machine.mm;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/** How far nodes are from each other, as the firmware says. */
public final class Distances {
    private final NavigableMap<Integer, NavigableMap<Integer, Integer>> between = new TreeMap<>();

    /**
     * The distances of a machine.
     *
     * @param ids the numbers of the nodes
     * @param rows {@code rows.get(i).get(j)} is the distance from the i-th to the j-th node
     */
    public Distances(List<Integer> ids, List<List<Integer>> rows) {
        for (int i = 0; i < ids.size(); i++) {
            NavigableMap<Integer, Integer> row = new TreeMap<>();
            for (int j = 0; j < ids.size(); j++) {
                row.put(ids.get(j), rows.get(i).get(j));
            }
            between.put(ids.get(i), row);
        }
    }

    /**
     * {@return the distance from one node to another}
     *
     * @param from the number of a node
     * @param to the number of a node
     */
    public int between(int from, int to) {
        NavigableMap<Integer, Integer> row = between.get(from);
        Integer distance = row == null ? null : row.get(to);
        if (distance == null) {
            throw new IllegalArgumentException("no distance from node " + from + " to " + to);
        }
        return distance;
    }

    /**
     * {@return nodes from the nearest to the farthest} As mm/page_alloc.c: find_next_best_node(): the node itself comes
     * first; of equally near ones, those without CPUs, then higher numbers.
     *
     * @param from the number of the node it begins at
     * @param candidates the nodes to sort
     */
    List<Node> nearestFirst(int from, Collection<Node> candidates) {
        List<Node> sorted = new ArrayList<>(candidates);
        sorted.sort((one, other) -> Integer.compare(cost(from, one), cost(from, other)));
        return sorted;
    }

    private int cost(int from, Node to) {
        if (to.id() == from) {
            return -1;
        }
        return between(from, to.id()) + (to.id() < from ? 1 : 0) + (to.cpus().isEmpty() ? 0 : 1);
    }
}
