package memplug.fuse.stress;

import static memplug.fuse.posix.Posix.O_RDONLY;
import static memplug.fuse.posix.Posix.O_WRONLY;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import memplug.fuse.oracle.Expected;
import memplug.fuse.posix.Posix;
import memplug.tree.Errno;

/**
 * What one actor sees of a mounted machine: it makes system calls, holds each answer against what Linux could answer, and
 * counts. For one thread; others only ask since when it waits for what.
 */
final class Sight {
    private final Posix posix = new Posix();
    private final String root;
    private final Map<String, Integer> counts = new TreeMap<>();
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
    private volatile String doing = "nothing";
    private volatile long since = System.nanoTime();

    Sight(String root) {
        this.root = root + "/";
    }

    /** What is under way. */
    String doing() {
        return doing;
    }

    /** Since when. */
    long since() {
        return since;
    }

    /** What was not as it should be. */
    Queue<String> wrong() {
        return wrong;
    }

    Map<String, Integer> counts() {
        return counts;
    }

    private void begin(String call) {
        doing = call;
        since = System.nanoTime();
    }

    private long end(String kind, long answer, Errno... allowed) {
        String outcome = answer >= 0 ? "ok" : Expected.describe(answer);
        counts.merge(kind + " " + outcome, 1, Integer::sum);
        if (answer < 0 && Arrays.stream(allowed).noneMatch(error -> error.number() == -answer)) {
            complain(doing + " was answered " + outcome);
        }
        since = System.nanoTime();
        return answer;
    }

    void complain(String what) {
        wrong.add(what);
    }

    void require(boolean holds, String what) {
        if (!holds) {
            complain(what);
        }
    }

    /** Opens; returns a descriptor or a negated error. */
    long open(String path, int flags, Errno... allowed) {
        begin("open " + path);
        return end("open", posix.open(root + path, flags), allowed);
    }

    void close(long descriptor) {
        begin("close");
        end("close", posix.close(descriptor));
    }

    /** Writes to an open file. */
    long write(String path, long descriptor, String value, Errno... allowed) {
        begin("write of " + value + " to " + path);
        return end("write", posix.write(descriptor, value.getBytes(StandardCharsets.ISO_8859_1)), allowed);
    }

    /** Opens, writes and closes. */
    long write(String path, String value, Errno... allowed) {
        long descriptor = open(path, O_WRONLY, allowed);
        if (descriptor < 0) {
            return descriptor;
        }
        long answer = write(path, descriptor, value, allowed);
        close(descriptor);
        return answer;
    }

    /** Reads an open file; returns its text, or the name of an error, in capitals. */
    String read(String path, long descriptor, Errno... allowed) {
        begin("read of " + path);
        long length = end("read", posix.read(descriptor), allowed);
        return length < 0 ? Expected.describe(length) : posix.text(length);
    }

    /** Opens, reads and closes; returns the text, or the name of an error, in capitals. */
    String read(String path, Errno... allowed) {
        long descriptor = open(path, O_RDONLY, allowed);
        if (descriptor < 0) {
            return Expected.describe(descriptor);
        }
        String text = read(path, descriptor, allowed);
        close(descriptor);
        return text;
    }

    /** Returns the number of what is there, or a negated error. */
    long stat(String path, Errno... allowed) {
        begin("stat of " + path);
        return end("stat", posix.inode(root + path), allowed);
    }

    void requireThere(String path) {
        stat(path);
    }

    void requireGone(String path) {
        if (stat(path, Errno.ENOENT) >= 0) {
            complain(path + " is still there");
        }
    }

    /** Returns where a link leads, or the name of an error, in capitals. */
    String readLink(String path, Errno... allowed) {
        begin("readlink of " + path);
        long length = end("readlink", posix.readLink(root + path), allowed);
        return length < 0 ? Expected.describe(length) : posix.text(length);
    }

    /** Returns the names in a directory, those of directories with a slash at their end. */
    List<String> list(String path, Errno... allowed) {
        long descriptor = open(path, O_RDONLY | Posix.O_DIRECTORY, allowed);
        if (descriptor < 0) {
            return List.of();
        }
        var names = list(path, descriptor, allowed);
        close(descriptor);
        return names;
    }

    /** Returns the names in an open directory from where the last listing ended. */
    List<String> list(String path, long descriptor, Errno... allowed) {
        var names = new ArrayList<String>();
        while (true) {
            begin("listing of " + path);
            long length = end("list", posix.listMore(descriptor), allowed);
            if (length <= 0) {
                require(names.size() == new HashSet<>(names).size(), "twice in " + path + ": " + names);
                return names;
            }
            names.addAll(posix.names(length));
        }
    }
}
