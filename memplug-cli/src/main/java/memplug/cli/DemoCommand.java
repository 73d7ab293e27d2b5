package memplug.cli;

import java.nio.file.Path;
import memplug.cli.demo.Demo;
import memplug.cli.demo.Paint;
import memplug.machine.Machine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** Shows what memplug is about. */
record DemoCommand() implements Command {
    private static final String MACHINE = "machines/demo.yaml";
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
                "Show in a minute what memplug is about: memory that comes and goes, a whole CXL device as one, DIMMs, and "
                        + "virtio-mem.",
                "",
                "Needs no privilege and touches nothing outside its process.");
        spec.addPositional(PositionalParamSpec.builder()
                .index("0")
                .arity("0..1")
                .type(String.class)
                .paramLabel("MACHINE.yaml")
                .description("The machine to show; without it, one that has every provider of memory.")
                .build());
        spec.addOption(OptionSpec.builder(COLOUR)
                .type(Colour.class)
                .paramLabel("WHEN")
                .description("When to use colours: auto (on a terminal, unless NO_COLOR is set), always or never.")
                .build());
        Help.exits(
                spec,
                "0 It was shown.",
                ExitStatus.USAGE_HELP,
                ExitStatus.BAD_DATA_HELP,
                ExitStatus.NO_INPUT_HELP,
                ExitStatus.INTERNAL_HELP);
        Help.examples(
                spec,
                "  memplug demo",
                "  memplug demo machines/server.yaml",
                "  memplug demo --color=always | less -R");
        return spec;
    }

    @Override
    public int run(ParseResult arguments) throws Failure {
        String given = arguments.matchedPositionalValue(0, "");
        String file = given.isEmpty() ? MACHINE : given;
        Path path = Path.of(given.isEmpty() ? System.getProperty("memplug.home", ".") : "")
                .resolve(file);
        Machine machine = MachineFile.boot(path.toString());
        new Demo(machine, file, System.out, paint(arguments.matchedOptionValue(COLOUR, Colour.auto))).tell();
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
