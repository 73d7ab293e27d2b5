package memplug.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import memplug.machine.BootException;
import memplug.machine.Machine;
import memplug.machine.description.DescriptionException;
import memplug.machine.description.DescriptionReader;
import memplug.machine.description.MachineDescription;
import picocli.CommandLine.Model.PositionalParamSpec;

/** A file that describes a machine. */
final class MachineFile {
    private static final String STANDARD_INPUT = "-";

    private MachineFile() {}

    /**
     * {@return the parameter that names it}
     *
     * @param index where it stands
     */
    static PositionalParamSpec parameter(String index) {
        return PositionalParamSpec.builder()
                .index(index)
                .type(String.class)
                .required(true)
                .paramLabel("MACHINE.yaml")
                .description("The machine's description; - is standard input.")
                .build();
    }

    /** {@return a file as it is spoken of} */
    static String named(String file) {
        return file.equals(STANDARD_INPUT) ? "standard input" : file;
    }

    /**
     * {@return the machine that a file describes, booted}
     *
     * @param file its path, or a dash for standard input
     * @throws Failure if it cannot be read, has a mistake, or describes a machine that cannot boot
     */
    static Machine boot(String file) throws Failure {
        MachineDescription description = read(file);
        try {
            return Machine.boot(description);
        } catch (BootException e) {
            String name = file.equals(STANDARD_INPUT) ? "standard input" : file;
            throw new Failure(ExitStatus.BAD_DATA, name + ": " + e.getMessage());
        }
    }

    /**
     * {@return what a file says of a machine}
     *
     * @param file its path, or a dash for standard input
     * @throws Failure if it cannot be read, or has a mistake
     */
    private static MachineDescription read(String file) throws Failure {
        try {
            return file.equals(STANDARD_INPUT)
                    ? DescriptionReader.read(new String(System.in.readAllBytes(), UTF_8), named(file))
                    : DescriptionReader.read(Path.of(file));
        } catch (CharacterCodingException e) {
            throw Failure.ofFile(ExitStatus.BAD_DATA, named(file), e);
        } catch (IOException e) {
            throw Failure.ofFile(ExitStatus.NO_INPUT, named(file), e);
        } catch (DescriptionException e) {
            throw Failure.of(e);
        }
    }
}
