package memplug.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import memplug.cli.run.Guest;
import memplug.machine.Machine;
import memplug.tree.ErrnoException;
import memplug.tree.MachineTree;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** Runs a command that sees a machine as its own. */
record RunCommand(Reporter reporter) implements Command {
    private static final String NO_NET = "--no-net";

    @Override
    public CommandSpec spec() {
        CommandSpec spec = Help.command(
                this,
                "run",
                "Run a command that sees a machine as its own.",
                "",
                "The machine's files stand in /sys and /dev, and in /proc where they speak of memory, for the command "
                        + "and all that it starts, and for nobody else. The machine ends with the command.");
        spec.addOption(Help.flag(
                NO_NET,
                "Leave the command the host's network. It then gets no uevents; else it has a network of its own, "
                        + "with uevents and a loopback and nothing more."));
        Orders.addTo(spec);
        spec.addPositional(MachineFile.parameter("0"));
        spec.addPositional(PositionalParamSpec.builder()
                .index("1..*")
                .arity("0..*")
                .type(List.class)
                .auxiliaryTypes(String.class)
                .paramLabel("COMMAND")
                .description("The command and its arguments; without one, a shell.")
                .build());
        spec.usageMessage()
                .customSynopsis(
                        "memplug run [-h] [--debug] [--no-net] [--hold LINE]... [--fault LINE]... [--pace LINE]... MACHINE.yaml [-- COMMAND [ARGUMENT...]]");
        Help.exits(
                spec,
                "n The command's own, once it has begun; 128 and the signal's number if a signal ended it.",
                ExitStatus.USAGE_HELP,
                ExitStatus.BAD_DATA_HELP,
                ExitStatus.NO_INPUT_HELP,
                ExitStatus.UNAVAILABLE_HELP,
                ExitStatus.INTERNAL_HELP,
                ExitStatus.SYSTEM_HELP,
                ExitStatus.NO_PERMISSION_HELP,
                "126 The command cannot be executed.",
                "127 The command was not found.");
        Help.examples(
                spec,
                "  A shell on a machine:",
                "    memplug run machines/reference.yaml",
                "  What daxctl makes of it:",
                "    memplug run machines/cxl-pool.yaml -- daxctl list -RDM",
                "  A script against a device:",
                "    memplug run machines/cxl-pool.yaml -- sh -c '",
                "      cd /sys/bus/dax/devices/dax0.0",
                "      echo unplugged > state; echo online_movable > state; lsmem'",
                "  The same where one block will not go:",
                "    memplug run --fault 'block 700: unmovable page' machines/cxl-pool.yaml \\",
                "      -- sh -c '",
                "      cd /sys/bus/dax/devices/dax0.0",
                "      echo unplugged > state; echo online_movable > state",
                "      echo unplugged > state; cat state'",
                "  Uevents as they happen:",
                "    memplug run machines/small.yaml -- udevadm monitor --kernel");
        return spec;
    }

    @Override
    public int run(ParseResult arguments) throws Exception {
        FuseDevice.require();
        Programs.require("setpriv", "util-linux");
        if (Guest.isHere()) {
            throw new Failure(
                    ExitStatus.SYSTEM,
                    "this is inside a memplug run already, which cannot be nested; memplug mount works here");
        }
        Guest guest = Guest.prepare(!arguments.hasMatchedOption(NO_NET), reporter::warn);
        List<String> given = arguments.matchedPositionalValue(1, List.of());
        List<String> command = given.isEmpty() ? List.of(shell()) : given;
        Programs.requireCommand(command.getFirst());
        Machine machine = MachineFile.boot(arguments.matchedPositionalValue(0, ""));
        MachineTree tree = MachineTree.of(machine);
        Orders.carryOut(arguments, tree);
        if (given.isEmpty()) {
            reporter.say(Greeting.of(machine));
        }
        try {
            return guest.run(machine, tree, command);
        } catch (ErrnoException e) {
            throw Failure.of(e, "it takes root, or user namespaces in which this user may mount");
        }
    }

    private static String shell() {
        String shell = System.getenv("SHELL");
        return shell != null && Files.isExecutable(Path.of(shell)) ? shell : "/bin/sh";
    }
}
