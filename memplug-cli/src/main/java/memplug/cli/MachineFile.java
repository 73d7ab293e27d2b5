package memplug.cli;

import java.io.IOException;
import java.nio.file.Path;
import memplug.machine.description.DescriptionException;
import memplug.machine.description.DescriptionReader;
import memplug.machine.description.MachineDescription;

/** A file that describes a machine. */
final class MachineFile {
    private MachineFile() {}

    /**
     * {@return the machine that a file describes}
     *
     * @param file its path
     * @throws Failure if it cannot be read, or has a mistake
     */
    static MachineDescription read(String file) throws Failure {
        try {
            return DescriptionReader.read(Path.of(file));
        } catch (IOException | DescriptionException e) {
            throw Failure.of(e);
        }
    }
}
