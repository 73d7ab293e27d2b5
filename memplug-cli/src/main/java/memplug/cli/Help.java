package memplug.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** What the help of all commands has in common. */
final class Help {
    private static final String DEBUG = "--debug";

    private Help() {}

    /**
     * {@return a command that can be asked for help}
     *
     * @param command what is to be run
     * @param name its name
     * @param description paragraphs, with an empty line between them
     */
    static CommandSpec command(Object command, String name, String... description) {
        CommandSpec spec = CommandSpec.wrapWithoutInspection(command).name(name);
        spec.usageMessage()
                .description(description)
                .parameterListHeading("%nParameters:%n")
                .optionListHeading("%nOptions:%n")
                .commandListHeading("%nCommands:%n");
        return spec.addOption(OptionSpec.builder("-h", "--help")
                        .usageHelp(true)
                        .description("Show this help and end.")
                        .build())
                .addOption(flag(DEBUG, "Show where an error came from."));
    }

    /** {@return an option without a value} */
    static OptionSpec flag(String name, String description) {
        return OptionSpec.builder(name)
                .type(boolean.class)
                .arity("0")
                .description(description)
                .build();
    }

    /** Ends the help with examples, a line each. */
    static void examples(CommandSpec spec, String... lines) {
        spec.usageMessage().footerHeading("%nExamples:%n").footer(lines);
    }

    /** Lists what the command may end with. */
    static void exits(CommandSpec spec, String... statuses) {
        Map<String, String> byNumber = new LinkedHashMap<>();
        for (String status : statuses) {
            int space = status.indexOf(' ');
            byNumber.put(status.substring(0, space), status.substring(space + 1));
        }
        spec.usageMessage().exitCodeListHeading("%nExit status:%n").exitCodeList(byNumber);
    }

    /** {@return whether one of the arguments asks for more about errors} */
    static boolean isDebug(String... arguments) {
        for (String argument : arguments) {
            if (argument.equals("--")) {
                return false;
            }
            if (argument.equals(DEBUG)) {
                return true;
            }
        }
        return false;
    }
}
