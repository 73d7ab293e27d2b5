package memplug.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The program {@code memplug}: the command that all others stand below. */
@Command(
        name = "memplug",
        version = "memplug 0.1.0-SNAPSHOT",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Linux's memory hotplug, in user space.")
final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Main()).execute(arguments));
    }
}
