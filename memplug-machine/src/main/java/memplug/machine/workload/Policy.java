package memplug.machine.workload;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
        nodes = nodes.stream().distinct().toList();
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

    /**
     * {@return the policy that words such as {@code bind=0,1} stand for}
     *
     * @param text the words
     * @throws IllegalArgumentException if they stand for none
     */
    public static Policy parse(String text) {
        for (Kind kind : Kind.values()) {
            if (text.matches(kind.word() + "=\\d{1,4}(,\\d{1,4})*")) {
                String list = text.substring(kind.word().length() + 1);
                return new Policy(
                        kind,
                        Stream.of(list.split(",", -1)).map(Integer::valueOf).toList());
            }
        }
        throw new IllegalArgumentException("neither a policy nor a kind of memory: " + text);
    }

    @Override
    public String toString() {
        return nodes.stream().map(String::valueOf).collect(Collectors.joining(",", kind.word() + "=", ""));
    }
}
