package memplug.machine.workload;

import java.util.List;
import java.util.stream.Collectors;

/**
 * From which nodes a process gets its memory. As mm/mempolicy.c.
 *
 * @param kind how the nodes are meant
 * @param nodes their numbers, one at least
 */
public record Policy(Kind kind, List<Integer> nodes) {
    /** How the nodes of a policy are meant. */
    public enum Kind {
        /** The one the process runs on, then the next nearest. */
        DEFAULT("node"),
        /** Only these, the first as long as it has memory. */
        BIND("bind"),
        /** This one first, then the next nearest. */
        PREFERRED("preferred"),
        /** In turns, 2 MiB at a time (Linux: a page, or a huge page), then the next nearest of each. */
        INTERLEAVE("interleave");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        /** {@return the word for it, as in {@code bind=0,1}} */
        public String word() {
            return word;
        }
    }

    public Policy {
        nodes = List.copyOf(nodes);
        if (nodes.isEmpty()) {
            throw new IllegalArgumentException("a policy has a node at least");
        }
    }

    /**
     * {@return the policy of a process that runs on a node}
     *
     * @param node the number of the node
     */
    public static Policy onNode(int node) {
        return new Policy(Kind.DEFAULT, List.of(node));
    }

    @Override
    public String toString() {
        return nodes.stream().map(String::valueOf).collect(Collectors.joining(",", kind.word() + "=", ""));
    }
}
