package memplug.cli;

import java.nio.file.Path;
import memplug.cli.demo.Demo;
import memplug.cli.demo.Paint;
import memplug.machine.Machine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** Shows what memplug is about. */
record DemoCommand() implements Command {
    private static final String MACHINE = "machines/cxl-pool.yaml";
    private static final String COLOUR = "--color";

    /** When to use colours. */
    enum Colour {
        auto,
        always,
        never
    }

    @Override
    public CommandSpec spec() {
        CommandSpec spec = Help.command(
                this,
                "demo",
                "Show in a minute what memplug is about: a CXL memory device that is plugged and unplugged as one.",
                "",
                "Needs no privilege and touches nothing outside its process.");
        spec.addOption(OptionSpec.builder(COLOUR)
                .type(Colour.class)
                .paramLabel("WHEN")
                .description("When to use colours: auto (on a terminal, unless NO_COLOR is set), always or never.")
                .build());
        Help.exits(spec, "0 It was shown.", ExitStatus.USAGE_HELP, ExitStatus.NO_INPUT_HELP, ExitStatus.INTERNAL_HELP);
        Help.examples(spec, "  memplug demo", "  memplug demo --color=always | less -R");
        return spec;
    }

    @Override
    public int run(ParseResult arguments) throws Failure {
        Path file = Path.of(System.getProperty("memplug.home", "."), MACHINE);
        Machine machine = Machine.boot(MachineFile.read(file.toString()));
        new Demo(machine, System.out, paint(arguments.matchedOptionValue(COLOUR, Colour.auto))).tell();
        return ExitStatus.DONE;
    }

    private static Paint paint(Colour colour) {
        return switch (colour) {
            case always -> Paint.COLOUR;
            case never -> Paint.PLAIN;
            case auto -> isColourWelcome() ? Paint.COLOUR : Paint.PLAIN;
        };
    }

    /** As https://no-color.org has it. */
    private static boolean isColourWelcome() {
        String refusal = System.getenv("NO_COLOR");
        return (refusal == null || refusal.isEmpty())
                && !"dumb".equals(System.getenv("TERM"))
                && StandardOutput.isTerminal();
    }
}
