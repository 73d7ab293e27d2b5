package memplug.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import memplug.machine.description.Capture;
import memplug.machine.description.Captured;
import memplug.machine.description.DescriptionException;
import memplug.machine.description.DescriptionWriter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** Writes the description of a real machine. */
record CaptureCommand(Reporter reporter) implements Command {
    private static final String OUTPUT = "--output";

    @Override
    public CommandSpec spec() {
        CommandSpec spec = Help.command(
                this,
                "capture",
                "Write the description of a machine from its /sys and /proc, so that what one has can be run elsewhere.",
                "",
                "What cannot be read without privilege is left out, and said on standard error.");
        spec.addOption(OptionSpec.builder("-o", OUTPUT)
                .type(Path.class)
                .paramLabel("FILE")
                .description("Write to a file, and not to standard output.")
                .build());
        spec.addPositional(PositionalParamSpec.builder()
                .index("0")
                .type(Path.class)
                .arity("0..1")
                .paramLabel("ROOT")
                .description("Where sys and proc are: / if it is not given.")
                .build());
        Help.exits(
                spec,
                "0 It was written.",
                ExitStatus.USAGE_HELP,
                "66 There is no machine at ROOT, or too little of one.",
                ExitStatus.INTERNAL_HELP,
                ExitStatus.OUTPUT_HELP);
        Help.examples(
                spec,
                "  sudo memplug capture -o mine.yaml",
                "  memplug capture /mnt/sysreport > theirs.yaml",
                "  memplug run machines/cxl-pool.yaml -- memplug capture");
        return spec;
    }

    @Override
    public int run(ParseResult arguments) throws Exception {
        Captured captured = capture(arguments.matchedPositionalValue(0, Path.of("/")));
        captured.notes().forEach(reporter::say);
        String text = DescriptionWriter.write(captured.description());
        Path file = arguments.matchedOptionValue(OUTPUT, null);
        if (file == null) {
            System.out.print(text);
        } else {
            write(text, file);
        }
        return ExitStatus.DONE;
    }

    private static Captured capture(Path root) throws Failure {
        if (!Files.isDirectory(root)) {
            throw new Failure(ExitStatus.NO_INPUT, root + ": no such directory");
        }
        try {
            return Capture.capture(root);
        } catch (DescriptionException e) {
            throw new Failure(ExitStatus.NO_INPUT, Failure.of(e).message());
        }
    }

    private static void write(String text, Path file) throws Failure {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw Failure.ofFile(ExitStatus.OUTPUT, file.toString(), e);
        }
    }
}
