package memplug.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import memplug.machine.description.Capture;
import memplug.machine.description.DescriptionWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes the description of a real machine. */
@Command(
        name = "capture",
        description = {
            "Write the description of a machine from its /sys and /proc, so that what one has can be run elsewhere.",
            "",
            "What cannot be read without privilege is left out, and said on standard error."
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:It was written.",
            ExitStatus.USAGE_TEXT,
            "66:There is no machine at ROOT, or too little of it.",
            ExitStatus.INTERNAL_TEXT,
            ExitStatus.OUTPUT_TEXT
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  sudo memplug capture -o mine.yaml",
            "  memplug capture /mnt/sysreport > theirs.yaml",
            "  memplug run machines/cxl-pool.yaml -- memplug capture"
        })
final class CaptureCommand implements Callable<Integer> {
    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Write to a file, and not to standard output.")
    private @Nullable Path output;

    @Parameters(index = "0", arity = "0..1", paramLabel = "ROOT", description = "Where sys and proc are (/).")
    private Path root = Path.of("/");

    @Override
    public Integer call() throws Exception {
        return ExitStatus.DONE;
    }
}
