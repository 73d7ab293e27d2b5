package memplug.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import memplug.fuse.FuseMount;
import memplug.fuse.Options;
import memplug.tree.ErrnoException;
import memplug.tree.MachineTree;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;
import sun.misc.Signal;

/** Serves a machine's files at a directory. */
record MountCommand(Reporter reporter) implements Command {
    /** For measuring what the cache is good for; nothing that help need speak of. */
    private static final String NO_NAME_CACHE = "--no-name-cache";

    private static final List<String> ENDING = List.of("HUP", "INT", "TERM");

    @Override
    public CommandSpec spec() {
        CommandSpec spec = Help.command(
                this,
                "mount",
                "Serve a machine's files at a directory until interrupted.",
                "",
                "The directory then holds sys, proc and dev. It takes root, or a mount namespace of one's own.");
        spec.addOption(OptionSpec.builder(NO_NAME_CACHE)
                .type(boolean.class)
                .arity("0")
                .hidden(true)
                .build());
        Orders.addTo(spec);
        spec.addPositional(MachineFile.parameter("0"));
        spec.addPositional(PositionalParamSpec.builder()
                .index("1")
                .type(Path.class)
                .required(true)
                .paramLabel("DIR")
                .description("Where to mount it: a directory.")
                .build());
        Help.exits(
                spec,
                "0 It was interrupted, or unmounted.",
                ExitStatus.USAGE_HELP,
                ExitStatus.BAD_DATA_HELP,
                ExitStatus.NO_INPUT_HELP,
                ExitStatus.UNAVAILABLE_HELP,
                ExitStatus.INTERNAL_HELP,
                ExitStatus.SYSTEM_HELP,
                ExitStatus.NO_PERMISSION_HELP);
        Help.examples(
                spec,
                "  mkdir /tmp/machine",
                "  memplug mount machines/cxl-pool.yaml /tmp/machine &",
                "  until [ -e /tmp/machine/sys ]; do sleep 0.1; done",
                "  cat /tmp/machine/sys/bus/dax/devices/dax0.0/state",
                "  kill %%1");
        return spec;
    }

    @Override
    public int run(ParseResult arguments) throws Exception {
        MachineTree tree = MachineTree.of(MachineFile.boot(arguments.matchedPositionalValue(0, "")));
        Path directory = arguments.matchedPositionalValue(1, Path.of(""));
        if (!Files.isDirectory(directory)) {
            throw new Failure(ExitStatus.NO_INPUT, directory + ": not a directory");
        }
        Orders.carryOut(arguments, tree);
        FuseDevice.require();
        Options options = Options.defaults().withOnFailure(reporter::warn);
        try (FuseMount mount = FuseMount.mount(
                tree, directory, arguments.hasMatchedOption(NO_NAME_CACHE) ? options.withoutNameCache() : options)) {
            ENDING.forEach(name -> Signal.handle(new Signal(name), _ -> end(mount)));
            System.out.println(tree.machine().description().name() + " is at " + directory + " (Ctrl-C ends it)");
            mount.await();
        } catch (ErrnoException e) {
            throw Failure.of(e, "mounting takes root; memplug run does not");
        }
        return ExitStatus.DONE;
    }

    private void end(FuseMount mount) {
        try {
            mount.close();
        } catch (ErrnoException e) {
            reporter.warn(e);
        }
    }
}
