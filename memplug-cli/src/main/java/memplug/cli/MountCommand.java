package memplug.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import memplug.fuse.FuseMount;
import memplug.fuse.Options;
import memplug.machine.Machine;
import memplug.tree.ErrnoException;
import memplug.tree.MachineTree;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import sun.misc.Signal;

/** Serves a machine's files at a directory. */
@Command(
        name = "mount",
        description = {
            "Serve a machine's files at a directory until interrupted.",
            "",
            "The directory then holds sys, proc and dev. It takes root, or a mount namespace of one's own."
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:It was interrupted, or unmounted.",
            ExitStatus.USAGE_TEXT,
            ExitStatus.BAD_DATA_TEXT,
            ExitStatus.NO_INPUT_TEXT,
            ExitStatus.UNAVAILABLE_TEXT,
            ExitStatus.INTERNAL_TEXT,
            ExitStatus.SYSTEM_TEXT,
            ExitStatus.NO_PERMISSION_TEXT
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  mkdir /tmp/machine",
            "  memplug mount machines/cxl-pool.yaml /tmp/machine &",
            "  cat /tmp/machine/sys/bus/dax/devices/dax0.0/state",
            "  kill %%1"
        })
final class MountCommand implements Callable<Integer> {
    private static final List<String> ENDING = List.of("HUP", "INT", "TERM");

    @ParentCommand
    private Main main = new Main();

    @Parameters(index = "0", paramLabel = "MACHINE.yaml", description = "The machine's description.")
    private String file = "";

    @Parameters(index = "1", paramLabel = "DIR", description = "Where to mount it: a directory.")
    private Path directory = Path.of("");

    @Override
    public Integer call() throws Exception {
        Machine machine = Machine.boot(MachineFile.read(file));
        if (!Files.isDirectory(directory)) {
            throw new Failure(ExitStatus.NO_INPUT, directory + ": not a directory");
        }
        FuseDevice.require();
        try (FuseMount mount = FuseMount.mount(
                MachineTree.of(machine), directory, Options.defaults().withOnFailure(main::warn))) {
            ENDING.forEach(name -> Signal.handle(new Signal(name), _ -> end(mount)));
            System.out.println(machine.description().name() + " is at " + directory + " (Ctrl-C ends it)");
            mount.await();
        }
        return ExitStatus.DONE;
    }

    private void end(FuseMount mount) {
        try {
            mount.close();
        } catch (ErrnoException e) {
            main.warn(e);
        }
    }
}
