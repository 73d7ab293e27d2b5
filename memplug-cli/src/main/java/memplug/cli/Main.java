package memplug.cli;

import java.lang.module.ModuleDescriptor;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.UnmatchedArgumentException;

/** The program {@code memplug}: the command that all others stand below. */
@Command(
        name = "memplug",
        versionProvider = Main.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        description = "Linux's memory hotplug, in user space: machines whose memory comes and goes as on Linux, "
                + "and on which programs run unmodified.",
        subcommands = {
            DemoCommand.class,
            RunCommand.class,
            MountCommand.class,
            CheckCommand.class,
            CaptureCommand.class,
            CompletionCommand.class
        },
        footerHeading = "%nTo begin with:%n",
        footer = {
            "  memplug demo",
            "  memplug run machines/reference.yaml",
            "  memplug run machines/cxl-pool.yaml -- daxctl list",
            "  memplug capture > mine.yaml && memplug run mine.yaml -- lsmem",
        })
final class Main {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Show this help and end.")
    private boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Show the version and end.")
    private boolean version;

    @Option(names = "--debug", scope = ScopeType.INHERIT, description = "Show where an error came from.")
    private boolean debug;

    Main() {}

    public static void main(String[] arguments) {
        System.exit(execute(arguments));
    }

    /** {@return the exit status of a command line} */
    static int execute(String... arguments) {
        Main main = new Main();
        CommandLine line = new CommandLine(main)
                .setExpandAtFiles(false)
                .setParameterExceptionHandler((e, _) -> report(e))
                .setExecutionExceptionHandler((e, _, _) -> main.report(e));
        try {
            return line.execute(arguments);
        } catch (RuntimeException | Error e) {
            return main.report(e);
        }
    }

    private int report(Throwable thrown) {
        Failure failure = Failure.of(thrown);
        complain(failure.message());
        if (debug) {
            thrown.printStackTrace();
        }
        return failure.status();
    }

    private static int report(ParameterException e) {
        StringBuilder message = new StringBuilder(firstLine(e.getMessage()));
        if (e instanceof UnmatchedArgumentException unmatched && !unmatched.getSuggestions().isEmpty()) {
            message.append("; did you mean ").append(unmatched.getSuggestions().getFirst()).append('?');
        }
        String command = e.getCommandLine().getCommandSpec().qualifiedName();
        complain(message.append(" (").append(command).append(" --help says more)").toString());
        return ExitStatus.USAGE;
    }

    private static String firstLine(String message) {
        String line = message.lines().findFirst().orElse("");
        return line.isEmpty() ? line : Character.toLowerCase(line.charAt(0)) + line.substring(1);
    }

    /** Says what went wrong and stops nothing. */
    void warn(Throwable thrown) {
        complain("warning: " + Failure.of(thrown).message());
        if (debug) {
            thrown.printStackTrace();
        }
    }

    /** Says something on standard error. */
    static void complain(String message) {
        System.err.println("memplug: " + message);
    }

    /** What {@code --version} prints. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            ModuleDescriptor module = Main.class.getModule().getDescriptor();
            String version = module == null ? "" : module.rawVersion().orElse("");
            return new String[] {"memplug " + version, "Java " + Runtime.version()};
        }
    }
}
