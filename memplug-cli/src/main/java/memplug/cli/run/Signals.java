package memplug.cli.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import memplug.fuse.sys.Processes;
import memplug.tree.ErrnoException;
import sun.misc.Signal;

/**
 * Signals that are meant for the command. This process outlives them all but SIGKILL, which the command does not outlive
 * either. Safe for use by several threads, by its monitor.
 */
final class Signals {
    private static final List<String> PASSED_ON = List.of("HUP", "INT", "TERM", "USR1");
    private static final int SIGQUIT = 3;

    /** Those that came before there was a command. */
    private final List<Integer> early = new ArrayList<>();

    private long command;

    private Signals() {}

    /** {@return what catches signals from now on, and keeps them for a command that is about to start} */
    static Signals keep() {
        Signals signals = new Signals();
        for (String name : PASSED_ON) {
            Signal.handle(new Signal(name), signals::handle);
        }
        return signals;
    }

    /**
     * Passes on what came and what comes.
     *
     * @param pid the command
     */
    synchronized void passOnTo(long pid) {
        command = pid;
        early.forEach(this::send);
        try {
            // The JVM would print its threads. A program that is started later would ignore it too.
            Processes.ignore(SIGQUIT);
        } catch (ErrnoException _) {
            // Then it prints them.
        }
    }

    private synchronized void handle(Signal signal) {
        if (signal.getName().equals("INT") && isInForeground()) {
            // From the terminal, most likely, which sends it to the command too.
            return;
        }
        if (command == 0) {
            early.add(signal.getNumber());
        } else {
            send(signal.getNumber());
        }
    }

    private void send(int signal) {
        try {
            Processes.kill(command, signal);
        } catch (ErrnoException _) {
            // It has ended.
        }
    }

    /** Whether this process and the command are what the terminal listens to. */
    private static boolean isInForeground() {
        try {
            String stat = Files.readString(Path.of("/proc/self/stat"));
            // After the name in parentheses: state, parent, process group, session, terminal, its foreground group.
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", 7);
            return fields[2].equals(fields[5]);
        } catch (IOException _) {
            return false;
        }
    }
}
