package memplug.machine.description;

import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.parser.Parser;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/** YAML text as values that know their lines. */
final class Yaml {
    private static final int MOST_CHARACTERS = 16 << 20;

    /** The composer calls itself for every level; no machine file has more than six. */
    private static final int DEEPEST = 16;

    private Yaml() {}

    /**
     * {@return the value that a text of YAML holds}
     *
     * @param text the text
     * @param mistakes where to note what is wrong with it
     * @throws DescriptionException if it is not YAML, or empty
     */
    static Value read(String text, Mistakes mistakes) throws DescriptionException {
        LoadSettings settings = LoadSettings.builder()
                .setLabel("machine")
                .setCodePointLimit(MOST_CHARACTERS)
                .build();
        Optional<Node> root = Optional.empty();
        try {
            if (isShallow(text, settings, mistakes)) {
                root = new Composer(settings, parser(text, settings)).getSingleNode();
            }
        } catch (YamlEngineException wrong) {
            mistakes.note(lineOf(wrong, text), "not YAML: " + problem(wrong));
        }
        mistakes.throwFirst();
        if (root.isEmpty()) {
            mistakes.note(1, "the file is empty; expected a machine, such as nodes: [{id: 0, memory: 4GiB}]");
            mistakes.throwFirst();
        }
        return new Value("the file", root.orElseThrow(), mistakes);
    }

    private static Parser parser(String text, LoadSettings settings) {
        return new ParserImpl(settings, new StreamReader(settings, text));
    }

    private static boolean isShallow(String text, LoadSettings settings, Mistakes mistakes) {
        int depth = 0;
        Parser events = parser(text, settings);
        while (events.hasNext()) {
            Event event = events.next();
            if (event instanceof CollectionStartEvent) {
                depth++;
            } else if (event instanceof CollectionEndEvent) {
                depth--;
            }
            if (depth > DEEPEST) {
                mistakes.note(
                        line(event.getStartMark()), "lists within lists; expected at most " + DEEPEST + " levels");
                return false;
            }
        }
        return true;
    }

    /** {@return the line of a mark, from 1} */
    static int line(Optional<Mark> mark) {
        return mark.map(Mark::getLine).orElse(0) + 1;
    }

    private static int lineOf(YamlEngineException wrong, String text) {
        return switch (wrong) {
            case MarkedYamlEngineException marked ->
                line(marked.getProblemMark().or(marked::getContextMark));
            case ReaderException reader ->
                1
                        + (int) text.codePoints()
                                .limit(Math.max(0, reader.getPosition()))
                                .filter(each -> each == '\n')
                                .count();
            default -> 1;
        };
    }

    private static String problem(YamlEngineException wrong) {
        return switch (wrong) {
            case MarkedYamlEngineException marked -> marked.getProblem();
            case ReaderException reader -> "the character U+%04X is not allowed".formatted(reader.getCodePoint());
            default -> String.valueOf(wrong.getMessage());
        };
    }
}
