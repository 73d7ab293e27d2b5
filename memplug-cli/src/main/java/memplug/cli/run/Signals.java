package memplug.cli.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import memplug.fuse.sys.Processes;
import memplug.tree.ErrnoException;
import sun.misc.Signal;

/**
 * Signals that are meant for the command. This process outlives them all but SIGKILL, which the command does not outlive
 * either.
 */
final class Signals {
    private static final List<String> PASSED_ON = List.of("HUP", "INT", "TERM", "USR1");
    private static final int SIGQUIT = 3;

    private Signals() {}

    /**
     * Passes on signals that end a program.
     *
     * @param pid the command
     */
    static void passOnTo(long pid) {
        for (String name : PASSED_ON) {
            Signal.handle(new Signal(name), signal -> passOn(signal, pid));
        }
        try {
            // The JVM would print its threads.
            Processes.ignore(SIGQUIT);
        } catch (ErrnoException _) {
            // Then it prints them.
        }
    }

    private static void passOn(Signal signal, long pid) {
        if (signal.getName().equals("INT") && isInForeground()) {
            // From the terminal, most likely, which sends it to the command too.
            return;
        }
        try {
            Processes.kill(pid, signal.getNumber());
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
