package memplug.cli;

import java.lang.module.ModuleDescriptor;
import java.util.List;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** The program {@code memplug}: finds the command that is asked for, and says what went wrong. */
final class Main {
    private final Reporter reporter;

    private Main(Reporter reporter) {
        this.reporter = reporter;
    }

    public static void main(String[] arguments) {
        System.exit(execute(arguments));
    }

    /** {@return the exit status of a command line} */
    static int execute(String... arguments) {
        Reporter reporter = new Reporter(Help.isDebug(arguments));
        try {
            int status = new Main(reporter).run(arguments);
            return System.out.checkError() ? outputFailed(reporter) : status;
        } catch (ParameterException e) {
            return reporter.misused(e.getCommandLine().getCommandSpec().qualifiedName(), explain(e));
        } catch (Exception | Error e) {
            return reporter.failed(e);
        }
    }

    private static int outputFailed(Reporter reporter) {
        // Whoever reads a pipe may have read enough.
        if (!StandardOutput.isPipe()) {
            reporter.say("standard output cannot be written");
        }
        return ExitStatus.OUTPUT;
    }

    private int run(String... arguments) throws Exception {
        CommandLine line = new CommandLine(spec(arguments)).setExpandAtFiles(false);
        ParseResult parsed = line.parseArgs(arguments);
        Integer helped = CommandLine.executeHelpRequest(parsed);
        if (helped != null) {
            return helped;
        }
        ParseResult asked = parsed.subcommand();
        if (asked == null) {
            throw new ParameterException(line, "a command is missing");
        }
        return ((Command) asked.commandSpec().userObject()).run(asked);
    }

    private CommandSpec spec(String... arguments) {
        CommandSpec spec = Help.command(
                this,
                "memplug",
                "Linux's memory hotplug, in user space: machines whose memory comes and goes as on Linux, on which "
                        + "programs run unmodified.");
        spec.addOption(OptionSpec.builder("-V", "--version")
                .versionHelp(true)
                .description("Show the version and end.")
                .build());
        spec.version("memplug " + version(), "Java " + Runtime.version());
        spec.usageMessage().synopsisSubcommandLabel("COMMAND");
        Help.examples(
                spec,
                "  memplug demo",
                "  memplug run machines/reference.yaml",
                "  memplug run machines/cxl-pool.yaml -- daxctl list",
                "  memplug capture > mine.yaml && memplug run mine.yaml -- lsmem");
        for (Command command : commands(arguments)) {
            CommandSpec subcommand = command.spec();
            spec.addSubcommand(subcommand.name(), subcommand);
        }
        return spec;
    }

    /** Only the one that is asked for, if it is one that should begin soon. */
    private List<Command> commands(String... arguments) {
        return arguments.length > 0 && arguments[0].equals("run") ? List.of(new RunCommand(reporter)) : allCommands();
    }

    private List<Command> allCommands() {
        return List.of(
                new DemoCommand(),
                new RunCommand(reporter),
                new MountCommand(reporter),
                new CheckCommand(reporter),
                new CaptureCommand(reporter),
                new CompletionCommand());
    }

    private static String version() {
        ModuleDescriptor module = Main.class.getModule().getDescriptor();
        return module == null ? "" : module.rawVersion().orElse("");
    }

    private static String explain(ParameterException e) {
        if (!(e instanceof UnmatchedArgumentException unmatched)) {
            return Objects.requireNonNullElse(e.getMessage(), "");
        }
        String message = explain(unmatched);
        List<String> suggestions = unmatched.getSuggestions();
        return suggestions.isEmpty() ? message : message + "; did you mean " + suggestions.getFirst() + "?";
    }

    private static String explain(UnmatchedArgumentException e) {
        if (e.isUnknownOption()) {
            return Objects.requireNonNullElse(e.getMessage(), "");
        }
        List<String> unmatched = e.getUnmatched();
        CommandSpec spec = e.getCommandLine().getCommandSpec();
        if (spec.subcommands().isEmpty()) {
            return unmatched.size() == 1
                    ? unmatched.getFirst() + " is one argument too many"
                    : String.join(" ", unmatched) + " are " + unmatched.size() + " arguments too many";
        }
        List<String> commands = List.copyOf(spec.subcommands().keySet());
        return unmatched.getFirst() + " is no command; expected "
                + String.join(", ", commands.subList(0, commands.size() - 1)) + " or " + commands.getLast();
    }
}
