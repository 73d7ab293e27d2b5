package memplug.fuse.sys;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import memplug.tree.ErrnoException;

/** What a thread shares with the rest of the system, and what it may do. */
public final class Processes {
    /** {@link #unshare} the mounts. For the calling thread, and for what it starts. */
    public static final int MOUNT_NAMESPACE = 0x0002_0000;

    /** {@link #unshare} the users. Only while the process has a single thread, which a JVM never has. */
    public static final int USER_NAMESPACE = 0x1000_0000;

    /** {@link #unshare} the network, uevents included. For the calling thread, and for what it starts. */
    public static final int NETWORK_NAMESPACE = 0x4000_0000;

    /** {@link #prctl} option: the signal this process gets when its parent ends. */
    public static final int PR_SET_PDEATHSIG = 1;

    /** {@link #prctl} option: no program started from now on has a capability. */
    public static final int PR_CAPBSET_DROP = 24;

    /** {@link #prctl} option: no program started from now on gains privileges. */
    public static final int PR_SET_NO_NEW_PRIVS = 38;

    /** The capability to read and clear the kernel's log. */
    public static final int CAP_SYSLOG = 34;

    private Processes() {}

    /**
     * Gives the calling thread namespaces of its own.
     *
     * @param namespaces the or of the constants here
     * @throws ErrnoException EPERM without the privilege
     */
    public static void unshare(int namespaces) throws ErrnoException {
        Libc.require(SystemCall.UNSHARE, "", namespaces);
    }

    /**
     * Enters a namespace.
     *
     * @param descriptor of a file of /proc/PID/ns, open
     * @param namespace the constant of its kind
     * @throws ErrnoException EPERM without the privilege
     */
    public static void enter(int descriptor, int namespace) throws ErrnoException {
        Libc.require(SystemCall.SETNS, "", descriptor, namespace);
    }

    /**
     * Sets an attribute of the calling thread or process.
     *
     * @param option one of the constants here
     * @param argument what it is set to
     * @throws ErrnoException if the kernel refuses
     */
    public static void prctl(int option, long argument) throws ErrnoException {
        Libc.require(SystemCall.PRCTL, "", option, argument);
    }

    /**
     * Sends a signal.
     *
     * @param process whom to
     * @param signal its number
     * @throws ErrnoException ESRCH if there is no such process
     */
    public static void kill(long process, int signal) throws ErrnoException {
        Libc.require(SystemCall.KILL, "", process, signal);
    }

    /**
     * Ignores a signal from now on, whatever the JVM would do. Programs started later ignore it too.
     *
     * @param signal its number
     * @throws ErrnoException EINVAL if it cannot be ignored
     */
    public static void ignore(int signal) throws ErrnoException {
        long ignore = 1;
        long noFlags = 0;
        long noRestorer = 0;
        long emptyMask = 0;
        try (var arena = Arena.ofConfined()) {
            var action = arena.allocateFrom(JAVA_LONG, ignore, noFlags, noRestorer, emptyMask);
            long noOldAction = 0;
            long maskBytes = Long.BYTES;
            Libc.require(SystemCall.RT_SIGACTION, "", signal, action.address(), noOldAction, maskBytes);
        }
    }
}
