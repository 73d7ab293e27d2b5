package memplug.machine.description;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * A value of the file. Reading it as something it is not notes the mistake and gives some value nonetheless, so that
 * reading goes on; nobody uses what was read from a file with mistakes.
 *
 * @param name what messages call it, mostly its key
 * @param node the value
 * @param mistakes where mistakes are noted
 */
record Value(String name, Node node, Mistakes mistakes) {
    int lineNumber() {
        return Yaml.line(node.getStartMark());
    }

    /** Notes a mistake on the line of this value. */
    void mistake(String text) {
        mistakes.note(lineNumber(), text);
    }

    /** Notes that the value cannot be what it is, for instance {@code "does not exist"}. */
    void wrong(String how, String expected) {
        mistake("%s %s %s; expected %s".formatted(name, shown(), how, expected));
    }

    private String shown() {
        return node instanceof ScalarNode scalar ? Quoted.shown(scalar.getValue()) : "";
    }

    /** Notes that the value is of another kind than it should be. */
    void notA(String kind, String expected) {
        switch (node) {
            case ScalarNode scalar when isNothing(scalar) -> mistake(name + " has no value; expected " + expected);
            case ScalarNode _ -> wrong("is not " + kind, expected);
            case SequenceNode _ -> mistake("%s is a list, not %s; expected %s".formatted(name, kind, expected));
            default -> mistake("%s is a group of keys, not %s; expected %s".formatted(name, kind, expected));
        }
    }

    private static boolean isNothing(ScalarNode scalar) {
        return scalar.isPlain() && scalar.getValue().matches("|~|null|Null|NULL");
    }

    /** {@return the characters of a value that is neither list nor keys nor nothing} */
    Optional<String> scalar(String kind, String expected) {
        if (node instanceof ScalarNode scalar && !isNothing(scalar)) {
            return Optional.of(scalar.getValue());
        }
        notA(kind, expected);
        return Optional.empty();
    }

    /** {@return whether it is neither list nor keys} */
    boolean isScalar() {
        return node instanceof ScalarNode;
    }

    /** {@return whether it is a group of keys} */
    boolean hasKeys() {
        return node instanceof MappingNode;
    }

    /** {@return whether it is a list} */
    boolean isList() {
        return node instanceof SequenceNode;
    }

    /** {@return the value as one line of text, which may be empty} */
    String line() {
        String text = scalar("text", "text").orElse("");
        if (!Quoted.isPrintable(text)) {
            boolean block = node instanceof ScalarNode scalar
                    && (scalar.getScalarStyle() == ScalarStyle.LITERAL
                            || scalar.getScalarStyle() == ScalarStyle.FOLDED);
            wrong("is not one line of text", block ? "text without | or >" : "text without control characters");
        }
        return text;
    }

    /** {@return the value as one line of text, which may not be blank} */
    String text() {
        String text = line();
        if (text.isBlank() && isScalar()) {
            notA("text", "text");
        }
        return text;
    }

    /** {@return the value that one of the given words stands for} */
    <T> T word(Map<String, T> words) {
        String expected = "one of " + String.join(", ", words.keySet());
        Optional<String> text = scalar("a word", expected);
        T meant = words.get(text.orElse(""));
        if (meant != null) {
            return meant;
        }
        text.ifPresent(_ -> wrong("is unknown", expected));
        return words.values().iterator().next();
    }

    /** {@return the values of a list} */
    List<Value> items(String itemName, int most) {
        List<Value> items = new ArrayList<>();
        if (node instanceof SequenceNode list) {
            list.getValue().forEach(each -> items.add(new Value(itemName, each, mistakes)));
        } else {
            notA("a list", "a list, such as [...], or lines that begin with a dash");
        }
        if (items.size() > most) {
            mistake("%s has %d entries; expected at most %d".formatted(name, items.size(), most));
            return items.subList(0, most);
        }
        return items;
    }

    /** {@return an entry of this list, or the value itself if it is no such list} */
    Value item(String itemName, int index) {
        return node instanceof SequenceNode list && index < list.getValue().size()
                ? new Value(itemName, list.getValue().get(index), mistakes)
                : this;
    }

    /** {@return the values of a group of keys, by key} */
    Map<String, Value> entries() {
        Map<String, Value> entries = new LinkedHashMap<>();
        if (node instanceof MappingNode mapping) {
            mapping.getValue().forEach(tuple -> enter(tuple, entries));
        } else {
            notA("a group of keys", "keys with values");
        }
        return entries;
    }

    private void enter(NodeTuple tuple, Map<String, Value> entries) {
        Value key = new Value("key", tuple.getKeyNode(), mistakes);
        String name = key.text();
        Value first = entries.putIfAbsent(name, new Value(Quoted.shown(name), tuple.getValueNode(), mistakes));
        if (first != null) {
            key.wrong("is given twice", "it once, as on line " + first.lineNumber());
        }
    }

    /** {@return the values of a group of keys, which may have no others than the given ones} */
    Fields fields(String... keys) {
        List<String> known = List.of(keys);
        Map<String, Value> entries = entries();
        if (node instanceof MappingNode mapping) {
            for (NodeTuple tuple : mapping.getValue()) {
                if (tuple.getKeyNode() instanceof ScalarNode key && !known.contains(key.getValue())) {
                    new Value("key", key, mistakes).wrong("is unknown", Spelling.expected(key.getValue(), known));
                }
            }
        }
        return new Fields(this, entries);
    }
}
