package memplug.machine.description;

import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import memplug.machine.description.MachineDescription.Node;

/**
 * Finds the nodes that a file leaves out.
 *
 * @param nodes the nodes, ascending
 * @param distances the distances between them, as far as they are known
 */
record NodeFinder(List<Node> nodes, List<List<Integer>> distances) {
    private static final int FARTHEST = 255;
    private static final long NOWHERE = -1;

    /** {@return the node that has an address, or the only node there is} */
    OptionalInt owner(OptionalLong address) {
        return nodes.stream()
                .filter(node -> nodes.size() == 1
                        || node.ranges().stream().anyMatch(each -> each.contains(address.orElse(NOWHERE))))
                .mapToInt(Node::id)
                .findFirst();
    }

    /** {@return the node whose CPUs are nearest to memory, the first of them if several are} */
    int nearestCpus(OptionalInt memoryNode) {
        int row = memoryNode.isPresent() ? indexOf(memoryNode.getAsInt()) : -1;
        return IntStream.range(0, nodes.size())
                .filter(index -> !nodes.get(index).cpus().isEmpty())
                .boxed()
                .min(Comparator.comparingInt(index -> distance(row, index)))
                .map(index -> nodes.get(index).id())
                .orElse(0);
    }

    private int indexOf(int id) {
        return IntStream.range(0, nodes.size())
                .filter(index -> nodes.get(index).id() == id)
                .findFirst()
                .orElse(-1);
    }

    private int distance(int row, int column) {
        boolean isKnown = 0 <= row
                && row < distances.size()
                && column < distances.get(row).size();
        return isKnown ? distances.get(row).get(column) : FARTHEST;
    }
}
