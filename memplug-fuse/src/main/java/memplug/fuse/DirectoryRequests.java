package memplug.fuse;

import memplug.fuse.wire.ReadIn;
import memplug.fuse.wire.Reply;
import memplug.fuse.wire.Request;
import memplug.tree.Directory;
import memplug.tree.Errno;
import memplug.tree.ErrnoException;

/** Answers requests to list directories. Each method returns the reply's length. */
final class DirectoryRequests {
    private final Mounted mounted;
    private final Handles<Listing> listings = new Handles<>();

    DirectoryRequests(Mounted mounted) {
        this.mounted = mounted;
    }

    int open(Request request, Reply reply) throws ErrnoException {
        if (!(mounted.existingOrHeld(request) instanceof Directory directory)) {
            return reply.fail(Errno.ENOTDIR.number());
        }
        int flags = 0;
        int padding = 0;
        reply.put(listings.add(new Listing(directory, request.node())))
                .put(flags)
                .put(padding);
        return reply.finish();
    }

    int read(Request request, Reply reply) throws ErrnoException {
        var in = ReadIn.of(request);
        listings.get(in.handle()).writeNames(in, reply);
        return reply.finish();
    }

    int readWithAttributes(Request request, Reply reply) throws ErrnoException {
        var in = ReadIn.of(request);
        listings.get(in.handle()).writeEntries(in, reply, mounted);
        return reply.finish();
    }

    int release(Request request, Reply reply) throws ErrnoException {
        listings.remove(request.longAt(0));
        return reply.finish();
    }
}
