package memplug.cli.run;

import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import memplug.fuse.sys.Processes;
import memplug.machine.Machine;
import memplug.tree.ErrnoException;
import memplug.tree.FileTree;

/**
 * A command that sees a machine as its own. While the caller still boots the machine, all that does not need it is
 * prepared.
 */
public final class Guest {
    /** Below these, the working directory has to be looked up anew, since something else is there now. */
    private static final List<String> COVERED = List.of("/sys", "/proc", "/dev");

    /** What the command is and sees. */
    private record Order(Machine machine, FileTree tree, List<String> command) {}

    private final boolean ownNetwork;
    private final Consumer<? super Throwable> onFailure;
    private final CompletableFuture<Order> order = new CompletableFuture<>();
    private final FutureTask<Integer> task = new FutureTask<>(this::prepareAndRun);

    private Guest(boolean ownNetwork, Consumer<? super Throwable> onFailure) {
        this.ownNetwork = ownNetwork;
        this.onFailure = onFailure;
    }

    /** {@return whether this process is such a command, or was started by one} */
    public static boolean isHere() {
        return MachineDevices.areShown();
    }

    /**
     * {@return a guest that is being prepared}
     *
     * @param ownNetwork whether it gets a network of its own, and uevents on it
     * @param onFailure told of what goes wrong later and stops nothing
     */
    public static Guest prepare(boolean ownNetwork, Consumer<? super Throwable> onFailure) {
        Guest guest = new Guest(ownNetwork, onFailure);
        Thread.ofPlatform().daemon().name("memplug-run").start(guest.task);
        return guest;
    }

    /**
     * Runs the command with this process's standard streams, in its process group. It does not outlive this process.
     *
     * @param machine the machine
     * @param tree the machine's files
     * @param command the command and its arguments
     * @return its exit status, or 128 and the number of the signal that ended it
     * @throws IOException if the kernel refuses a part of what the command is to see
     * @throws InterruptedException if the caller was interrupted while waiting; the command runs on
     */
    public int run(Machine machine, FileTree tree, List<String> command) throws IOException, InterruptedException {
        order.complete(new Order(machine, tree, List.copyOf(command)));
        try {
            return task.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException refused) {
                throw refused;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    private int prepareAndRun() throws IOException, InterruptedException {
        MachineView view = new MachineView(onFailure);
        view.prepare();
        if (ownNetwork) {
            UeventRelay.makeNetwork();
        }
        keepOffHostLog();
        Order ordered = order.join();
        view.show(ordered.tree());
        if (ownNetwork) {
            UeventRelay.start(ordered.machine().kernel().uevents(), onFailure);
        }
        Signals signals = Signals.keep();
        Process process = start(ordered);
        signals.passOnTo(process.pid());
        // This thread has to last as long as the command, whose life is tied to the thread that started it.
        int status = process.waitFor();
        view.end();
        return status;
    }

    /** Without it, not even root can clear the host's log. The machine's is at /dev/kmsg. */
    private void keepOffHostLog() {
        try {
            Processes.prctl(Processes.PR_CAPBSET_DROP, Processes.CAP_SYSLOG);
        } catch (ErrnoException e) {
            onFailure.accept(e);
        }
    }

    private static Process start(Order ordered) throws IOException {
        List<String> line = new ArrayList<>(List.of("setpriv", "--pdeathsig", "KILL", "--"));
        line.addAll(ordered.command());
        ProcessBuilder builder = new ProcessBuilder(line).inheritIO();
        builder.environment()
                .put("MEMPLUG_MACHINE", ordered.machine().description().name());
        // Else udevadm takes a /sys that is not the kernel's for none.
        builder.environment().put("SYSTEMD_DEVICE_VERIFY_SYSFS", "0");
        String here = System.getProperty("user.dir", "/");
        if (COVERED.stream().anyMatch(here::startsWith)) {
            builder.directory(new File(new File(here).isDirectory() ? here : "/"));
        }
        return builder.start();
    }
}
