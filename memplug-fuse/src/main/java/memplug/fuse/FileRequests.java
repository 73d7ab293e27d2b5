package memplug.fuse;

import static memplug.fuse.Mounted.refuse;

import memplug.fuse.wire.OpenIn;
import memplug.fuse.wire.PollIn;
import memplug.fuse.wire.ReadIn;
import memplug.fuse.wire.Reply;
import memplug.fuse.wire.Request;
import memplug.fuse.wire.WriteIn;
import memplug.machine.kernel.Task;
import memplug.tree.CharacterDevice;
import memplug.tree.Directory;
import memplug.tree.Errno;
import memplug.tree.ErrnoException;
import memplug.tree.OpenFile;
import memplug.tree.RegularFile;
import memplug.tree.SymbolicLink;

/** Answers requests about open files. Each method returns the reply's length. */
final class FileRequests {
    /** Contents are never cached; no one is told of closing; others may write to the file meanwhile. */
    private static final int OPEN_FLAGS = 1 << 0 | 1 << 5 | 1 << 6;

    private static final Runnable NOTHING = new Runnable() {
        @Override
        public void run() {}
    };

    private final Mounted mounted;
    private final Notices notices;
    private final Interrupts interrupts;
    private final Handles<OpenFile> files = new Handles<>();

    FileRequests(Mounted mounted, Notices notices, Interrupts interrupts) {
        this.mounted = mounted;
        this.notices = notices;
        this.interrupts = interrupts;
    }

    int open(Request request, Reply reply) throws ErrnoException {
        var in = OpenIn.of(request);
        var file = switch (mounted.existingOrReplaced(request)) {
            case RegularFile regular -> regular.open(in.access());
            case Directory directory -> throw refuse(Errno.EISDIR, directory);
            case SymbolicLink link -> throw refuse(Errno.ELOOP, link);
            case CharacterDevice device -> throw refuse(Errno.EACCES, device);
        };
        mounted.nodes().countOpen(request.node(), 1);
        int padding = 0;
        reply.put(files.add(file)).put(OPEN_FLAGS).put(padding);
        return reply.finish();
    }

    int read(Request request, Reply reply, Standby standby) throws ErrnoException {
        var in = ReadIn.of(request);
        var file = files.get(in.handle());
        if (in.size() < 0 || in.size() > reply.room()) {
            return reply.fail(Errno.EINVAL.number());
        }
        byte[] bytes = file.mayBlock() && in.mayWait()
                ? readWaiting(request, in, file, standby)
                : file.read(in.offset(), in.size(), RequestTask.isPrivileged(request) ? Task.PLAIN : Task.UNPRIVILEGED);
        if (bytes.length > in.size()) {
            throw new IllegalStateException("asked for " + in.size() + " bytes, got " + bytes.length);
        }
        return reply.put(bytes).finish();
    }

    private byte[] readWaiting(Request request, ReadIn in, OpenFile file, Standby standby) throws ErrnoException {
        standby.stepAside();
        var task = new RequestTask(request, NOTHING);
        interrupts.begin(task);
        try {
            return file.read(in.offset(), in.size(), task);
        } finally {
            interrupts.end(task);
        }
    }

    int write(Request request, Reply reply, Standby standby) throws ErrnoException {
        var in = WriteIn.of(request);
        var file = files.get(in.handle());
        standby.stepAside();
        int taken = write(request, in, file);
        if (taken < 0 || taken > in.bytes().length) {
            throw new IllegalStateException("took " + taken + " of " + in.bytes().length + " bytes");
        }
        int padding = 0;
        return reply.put(taken).put(padding).finish();
    }

    private int write(Request request, WriteIn in, OpenFile file) throws ErrnoException {
        var write = new LongWrite(mounted.nodes(), notices, request.node());
        var task = new RequestTask(request, write);
        interrupts.begin(task);
        try {
            return file.write(in.position(), in.bytes(), task);
        } finally {
            interrupts.end(task);
            write.end();
            mounted.invalidations().awaitUpToDate();
        }
    }

    int poll(Request request, Reply reply) throws ErrnoException {
        var in = PollIn.of(request);
        var file = files.get(in.handle());
        int padding = 0;
        reply.put(file.poll(in.wantsNotice() ? () -> notices.pollAgain(in.kernelHandle()) : NOTHING))
                .put(padding);
        return reply.finish();
    }

    int release(Request request, Reply reply) throws ErrnoException {
        var file = files.remove(request.longAt(0));
        if (file != null) {
            mounted.nodes().countOpen(request.node(), -1);
            file.release();
        }
        return reply.finish();
    }
}
