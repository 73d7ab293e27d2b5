package memplug.machine.description;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads machine files: YAML, as docs/machine-file.md describes it. */
public final class DescriptionReader {
    private DescriptionReader() {}

    /**
     * {@return the machine that a file describes, with all that the file leaves out}
     *
     * <p>A file is right as a whole or not at all. Mistakes are looked for in three steps (YAML; keys, types and units;
     * whether the parts fit together), and the first by line of the first step that finds any is reported.
     *
     * @param text the file's content
     * @param sourceName what messages call the file; without directories and {@code .yaml} it is the name of a machine
     *     that the file does not name
     * @throws DescriptionException if there is a mistake in it; the message is one line, such as
     *     {@code machines/x.yaml:12: node 7 does not exist; expected one of 0, 1}
     */
    public static MachineDescription read(String text, String sourceName) throws DescriptionException {
        Mistakes mistakes = new Mistakes(sourceName);
        Draft draft = Draft.read(Yaml.read(text, mistakes), machineName(sourceName));
        mistakes.throwFirst();
        Plan plan = Plan.of(draft);
        PlanChecks.check(plan);
        mistakes.throwFirst();
        return plan.description();
    }

    /**
     * {@return the machine that a file describes, as {@link #read(String, String)}}
     *
     * @param file the file, by which messages call it as well
     * @throws IOException if it cannot be read
     * @throws DescriptionException if there is a mistake in it
     */
    public static MachineDescription read(Path file) throws IOException, DescriptionException {
        try {
            return read(Files.readString(file), file.toString());
        } catch (CharacterCodingException _) {
            throw new DescriptionException(file + ": is not text; expected YAML in UTF-8");
        }
    }

    private static String machineName(String sourceName) {
        String file = sourceName.substring(sourceName.lastIndexOf('/') + 1);
        String name = file.endsWith(".yaml") ? file.substring(0, file.length() - ".yaml".length()) : file;
        return name.isBlank() || !Quoted.isPrintable(name) ? "machine" : name;
    }
}
