package memplug.fuse;

import java.nio.charset.StandardCharsets;
import java.util.List;
import memplug.fuse.wire.ReadIn;
import memplug.fuse.wire.Reply;
import memplug.tree.Directory;
import memplug.tree.Directory.Entry;
import memplug.tree.Errno;
import memplug.tree.ErrnoException;

/**
 * An open directory. Its entries are taken when it is first read from its start, and again when it is rewound, so that
 * a place in the listing stays the same place: 0 is {@code .}, 1 is {@code ..}, the first entry is 2.
 *
 * <p>Safe for use by several threads: every method takes the listing's own lock.
 */
final class Listing {
    private static final List<String> DOTS = List.of(".", "..");

    private final Directory directory;
    private final long id;
    private List<Entry> entries = List.of();

    /**
     * A listing that was not read yet.
     *
     * @param directory what is listed
     * @param id its node's id
     */
    Listing(Directory directory, long id) {
        this.directory = directory;
        this.id = id;
    }

    /**
     * Writes as many names as fit.
     *
     * @param in where to begin, and how many bytes there are at most
     * @param reply to where
     * @throws ErrnoException EINVAL if there can be no such place
     */
    synchronized void writeNames(ReadIn in, Reply reply) throws ErrnoException {
        int room = begin(in, reply);
        for (long at = in.offset(); at < end(); at++) {
            byte[] name = nameAt(at);
            room -= Reply.nameBytes(name);
            if (room < 0) {
                return;
            }
            writeName(at, name, reply);
        }
    }

    /**
     * Writes as many entries as fit, each with its attributes and counted as looked up.
     *
     * @param in where to begin, and how many bytes there are at most
     * @param reply to where
     * @param mounted where look-ups are counted
     * @throws ErrnoException EINVAL if there can be no such place
     */
    synchronized void writeEntries(ReadIn in, Reply reply, Mounted mounted) throws ErrnoException {
        int room = begin(in, reply);
        for (long at = in.offset(); at < end(); at++) {
            byte[] name = nameAt(at);
            room -= Reply.ENTRY_BYTES + Reply.nameBytes(name);
            if (room < 0) {
                return;
            }
            if (isEntry(at) && entryAt(at).node().exists()) {
                var entry = entryAt(at);
                reply.putEntry(
                        mounted.nodes().remember(entry.node(), id, entry.name()),
                        mounted.stat().of(entry.node()));
            } else {
                reply.putNoEntry();
            }
            writeName(at, name, reply);
        }
    }

    /** Returns how many bytes may be written. */
    private int begin(ReadIn in, Reply reply) throws ErrnoException {
        if (in.offset() < 0) {
            throw new ErrnoException(Errno.EINVAL, "place " + in.offset());
        }
        if (in.offset() == 0) {
            entries = directory.entries();
        }
        return Math.min(in.size(), reply.room());
    }

    private long end() {
        return (long) DOTS.size() + entries.size();
    }

    private static boolean isEntry(long at) {
        return at >= DOTS.size();
    }

    private Entry entryAt(long at) {
        return entries.get((int) at - DOTS.size());
    }

    private byte[] nameAt(long at) {
        String name = isEntry(at) ? entryAt(at).name() : DOTS.get((int) at);
        return name.getBytes(StandardCharsets.UTF_8);
    }

    private void writeName(long at, byte[] name, Reply reply) {
        var node = isEntry(at) ? entryAt(at).node() : directory;
        reply.putName(node.inode(), at + 1, Stat.mode(node), name);
    }
}
