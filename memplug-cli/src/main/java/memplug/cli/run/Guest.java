package memplug.cli.run;

import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import memplug.fuse.sys.Processes;
import memplug.machine.Machine;
import memplug.tree.ErrnoException;
import memplug.tree.FileTree;

/**
 * A command that sees a machine as its own.
 *
 * @param machine the machine
 * @param tree its files
 * @param ownNetwork whether the command gets a network of its own, and uevents on it
 * @param onFailure told of what goes wrong later and stops nothing
 */
public record Guest(Machine machine, FileTree tree, boolean ownNetwork, Consumer<? super Throwable> onFailure) {
    /** Below these, the working directory has to be looked up anew, since something else is there now. */
    private static final List<String> COVERED = List.of("/sys", "/proc", "/dev");

    /**
     * Runs the command with this process's standard streams, in its process group. It cannot outlive this process.
     *
     * @param command the command and its arguments
     * @return its exit status, or 128 and the number of the signal that ended it
     * @throws IOException if the kernel refuses a part of what the command is to see
     * @throws InterruptedException if the caller was interrupted while waiting; the command runs on
     */
    public int run(List<String> command) throws IOException, InterruptedException {
        FutureTask<Integer> task = new FutureTask<>(() -> enterAndRun(command));
        Thread.ofPlatform().name("memplug-run").start(task);
        try {
            return task.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException refused) {
                throw refused;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    private int enterAndRun(List<String> command) throws IOException, InterruptedException {
        MachineView.enter(tree, onFailure);
        if (ownNetwork) {
            UeventRelay.start(machine.kernel().uevents(), onFailure);
        }
        keepOffHostLog();
        Process process = start(command);
        Signals.passOnTo(process.pid());
        // This thread has to last as long as the command, whose life is tied to the thread that started it.
        return process.waitFor();
    }

    /** Without it, not even root can clear the host's log; reading and writing go to the machine's /dev/kmsg. */
    private void keepOffHostLog() {
        try {
            Processes.prctl(Processes.PR_CAPBSET_DROP, Processes.CAP_SYSLOG);
        } catch (ErrnoException e) {
            onFailure.accept(e);
        }
    }

    private Process start(List<String> command) throws IOException {
        List<String> line = new ArrayList<>(List.of("setpriv", "--pdeathsig", "KILL", "--"));
        line.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(line).inheritIO();
        builder.environment().put("MEMPLUG_MACHINE", machine.description().name());
        // Else udevadm takes a /sys that is not the kernel's for none.
        builder.environment().put("SYSTEMD_DEVICE_VERIFY_SYSFS", "0");
        String here = System.getProperty("user.dir", "/");
        if (COVERED.stream().anyMatch(here::startsWith)) {
            builder.directory(new File(new File(here).isDirectory() ? here : "/"));
        }
        return builder.start();
    }
}
