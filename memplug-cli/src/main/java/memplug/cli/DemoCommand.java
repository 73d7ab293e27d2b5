package memplug.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import memplug.cli.demo.Demo;
import memplug.cli.demo.Paint;
import memplug.machine.Machine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows what memplug is about. */
@Command(
        name = "demo",
        description = {
            "Show in a minute what memplug is about: a CXL memory device that is plugged and unplugged as one.",
            "",
            "Needs no privilege and touches nothing outside its process."
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {"0:It was shown.", ExitStatus.USAGE_TEXT, ExitStatus.NO_INPUT_TEXT, ExitStatus.INTERNAL_TEXT},
        footerHeading = "%nExamples:%n",
        footer = {"  memplug demo", "  memplug demo --color=always | less -R"})
final class DemoCommand implements Callable<Integer> {
    private static final String MACHINE = "machines/cxl-pool.yaml";

    /** When to use colours. */
    enum Colour {
        auto,
        always,
        never
    }

    @Option(
            names = "--color",
            paramLabel = "WHEN",
            description = "Colours: $${COMPLETION-CANDIDATES}; auto is on a terminal, unless NO_COLOR is set.")
    private Colour colour = Colour.auto;

    @Override
    public Integer call() throws Failure {
        Path file = Path.of(System.getProperty("memplug.home", "."), MACHINE);
        Machine machine = Machine.boot(MachineFile.read(file.toString()));
        new Demo(machine, System.out, paint()).tell();
        return ExitStatus.DONE;
    }

    private Paint paint() {
        return switch (colour) {
            case always -> Paint.COLOUR;
            case never -> Paint.PLAIN;
            case auto -> isColourWelcome() ? Paint.COLOUR : Paint.PLAIN;
        };
    }

    /** As https://no-color.org has it. */
    private static boolean isColourWelcome() {
        String refusal = System.getenv("NO_COLOR");
        return (refusal == null || refusal.isEmpty()) && !"dumb".equals(System.getenv("TERM")) && isTerminal();
    }

    private static boolean isTerminal() {
        try {
            String output = Files.readSymbolicLink(Path.of("/proc/self/fd/1")).toString();
            return output.startsWith("/dev/pts/") || output.startsWith("/dev/tty") || output.equals("/dev/console");
        } catch (IOException _) {
            return false;
        }
    }
}
