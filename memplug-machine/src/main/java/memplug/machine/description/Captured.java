package memplug.machine.description;

import java.util.List;

/**
 * A machine as its files show it.
 *
 * @param description the machine
 * @param notes what the files did not show, or only to the superuser, and what was therefore left out or taken for
 *     granted; a sentence each, and none if nothing is missing
 */
public record Captured(MachineDescription description, List<String> notes) {
    /** Keeps its own copy of the notes. */
    public Captured {
        notes = List.copyOf(notes);
    }
}
