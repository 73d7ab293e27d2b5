package memplug.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import memplug.cli.run.Guest;
import memplug.machine.Machine;
import memplug.machine.description.MachineDescription;
import memplug.tree.MachineTree;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Runs a command that sees a machine as its own. */
@Command(
        name = "run",
        description = {
            "Run a command that sees a machine as its own.",
            "",
            "The machine's files stand in /sys and /dev, and in /proc where they speak of memory, for the command and "
                    + "all that it starts, and for nobody else. The machine ends with the command."
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "n:The command's own, once it has started; 128 and the signal's number if a signal ended it.",
            ExitStatus.USAGE_TEXT,
            ExitStatus.BAD_DATA_TEXT,
            ExitStatus.NO_INPUT_TEXT,
            ExitStatus.UNAVAILABLE_TEXT,
            ExitStatus.INTERNAL_TEXT,
            ExitStatus.SYSTEM_TEXT,
            ExitStatus.NO_PERMISSION_TEXT,
            "126:The command cannot be executed.",
            "127:The command was not found."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  A shell on a machine:",
            "    memplug run machines/reference.yaml",
            "  What daxctl makes of it:",
            "    memplug run machines/cxl-pool.yaml -- daxctl list -RDM",
            "  A script against a device:",
            "    memplug run machines/cxl-pool.yaml -- sh -c '",
            "      cd /sys/bus/dax/devices/dax0.0",
            "      echo unplugged > state; echo online_movable > state; lsmem'",
            "  Uevents as they happen:",
            "    memplug run machines/small.yaml -- udevadm monitor --kernel"
        })
final class RunCommand implements Callable<Integer> {
    @ParentCommand
    private Main main = new Main();

    @Option(
            names = "--no-net",
            description = "Leave the command the host's network. It then gets no uevents; else it has a network of its "
                    + "own, with nothing but a loopback.")
    private boolean noNet;

    @Parameters(index = "0", paramLabel = "MACHINE.yaml", description = "The machine's description.")
    private String file = "";

    @Parameters(
            index = "1..*",
            paramLabel = "-- COMMAND",
            description = "The command and its arguments; without one, a shell.")
    private List<String> command = List.of();

    @Override
    public Integer call() throws Exception {
        MachineDescription description = MachineFile.read(file);
        List<String> line = command.isEmpty() ? List.of(shell()) : command;
        Programs.requireCommand(line.getFirst());
        Programs.require("setpriv", "util-linux");
        FuseDevice.require();
        Machine machine = Machine.boot(description);
        if (command.isEmpty()) {
            System.err.println("memplug: " + Greeting.of(machine));
        }
        return new Guest(machine, MachineTree.of(machine), !noNet, main::warn).run(line);
    }

    private static String shell() {
        String shell = System.getenv("SHELL");
        return shell != null && Files.isExecutable(Path.of(shell)) ? shell : "/bin/sh";
    }
}
