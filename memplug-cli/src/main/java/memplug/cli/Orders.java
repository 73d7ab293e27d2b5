package memplug.cli;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import memplug.tree.MachineTree;
import memplug.tree.nio.MachineFileSystem;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * What is to be so on a machine before anybody uses it. Each order is a line for a file below
 * /sys/kernel/debug/memplug, where it can be given later as well.
 */
enum Orders {
    HOLD("--hold", "workload", "start ", "A process of the machine that holds memory, such as 'redis 4GiB node=1'."),
    FAULT("--fault", "faults", "", "A fault that is to happen, such as 'block 37: unmovable page'."),
    PACE("--pace", "pace", "", "How long a step takes for each block, such as 'offline 100ms'.");

    private static final String DIRECTORY = "/sys/kernel/debug/memplug";

    private final String option;
    private final String file;
    private final String verb;
    private final String description;

    Orders(String option, String file, String verb, String description) {
        this.option = option;
        this.file = file;
        this.verb = verb;
        this.description = description;
    }

    /** Adds the options by which they are given. */
    static void addTo(CommandSpec spec) {
        for (Orders each : values()) {
            spec.addOption(OptionSpec.builder(each.option)
                    .type(List.class)
                    .auxiliaryTypes(String.class)
                    .arity("1")
                    .paramLabel("LINE")
                    .description(each.description + " May be given more than once.")
                    .build());
        }
    }

    /**
     * Gives a machine all that were given on the command line.
     *
     * @throws Failure if one makes no sense
     */
    static void carryOut(ParseResult arguments, MachineTree tree) throws Failure {
        for (Orders each : values()) {
            for (String line : arguments.matchedOptionValue(each.option, List.<String>of())) {
                each.write(line, tree);
            }
        }
    }

    private void write(String line, MachineTree tree) throws Failure {
        if (line.isBlank()) {
            throw new Failure(ExitStatus.USAGE, option + " '" + line + "': nothing is asked for");
        }
        Path path = MachineFileSystem.of(tree).getPath(DIRECTORY, file);
        try {
            Files.writeString(path, verb + line);
        } catch (FileSystemException e) {
            throw new Failure(ExitStatus.USAGE, option + " '" + line + "': " + e.getReason());
        } catch (IOException e) {
            throw Failure.ofFile(ExitStatus.INTERNAL, path.toString(), e);
        }
    }
}
