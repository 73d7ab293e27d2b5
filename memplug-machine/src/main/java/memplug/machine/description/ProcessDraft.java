package memplug.machine.description;

import java.util.List;
import memplug.machine.description.MachineDescription.Holder;

/** A process as the file writes it. */
record ProcessDraft(Fields at, Holder process) {
    private static final int MOST_NODES = 1024;
    private static final String A_NAME = "a name without blanks, such as redis";

    static ProcessDraft read(Value value) {
        Fields at = value.fields("name", "size", "policy", "nodes", "kind", "locked", "pinned");
        return new ProcessDraft(
                at,
                new Holder(
                        at.need("name", "redis").map(ProcessDraft::name).orElse(""),
                        at.need("size", "4GiB")
                                .map(each -> Amounts.sizeOf(each, Ranges.PAGE))
                                .orElse(Ranges.PAGE),
                        at.get("policy").map(each -> each.word(Words.POLICIES)).orElse("node"),
                        at.get("nodes").map(ProcessDraft::nodes).orElse(List.of(0)),
                        at.get("kind").map(each -> each.word(Words.PAGE_KINDS)).orElse("movable"),
                        at.bytes("locked", Amounts::size).orElse(0),
                        at.bytes("pinned", Amounts::size).orElse(0)));
    }

    private static String name(Value value) {
        String name = value.text();
        if (name.isBlank() || name.chars().anyMatch(Character::isWhitespace)) {
            value.wrong("is no name of a process", A_NAME);
        }
        return name;
    }

    private static List<Integer> nodes(Value value) {
        List<Integer> nodes =
                value.items("node", MOST_NODES).stream().map(NodeDraft::id).toList();
        if (nodes.isEmpty() && value.isList()) {
            value.mistake("nodes is an empty list; expected one node or more, such as [0]");
        }
        return nodes;
    }
}
