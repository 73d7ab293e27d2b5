package memplug.fuse;

import memplug.fuse.wire.Forgets;
import memplug.fuse.wire.InitIn;
import memplug.fuse.wire.Reply;
import memplug.fuse.wire.Request;
import memplug.tree.Errno;
import memplug.tree.ErrnoException;
import memplug.tree.FileTree;

/**
 * Answers requests, whoever carries them. Safe for use by several threads, each with a request and a reply of its own;
 * no lock is held while the tree is called.
 */
final class Session {
    private static final int NO_REPLY = 0;
    private static final int EPROTO = 71;
    private static final int MAJOR = 7;

    private final NodeTable nodes;
    private final Failures failures;
    private final Invalidations invalidations;
    private final Interrupts interrupts = new Interrupts();
    private final NodeRequests nodeRequests;
    private final DirectoryRequests directoryRequests;
    private final FileRequests fileRequests;

    /**
     * A session that begins now, and knows nothing of what was mounted before.
     *
     * @param tree what is served
     * @param notices carries what was not asked
     * @param failures told of defects
     */
    Session(FileTree tree, Notices notices, Failures failures) {
        this.nodes = new NodeTable(tree.root());
        this.failures = failures;
        this.invalidations = new Invalidations(tree, nodes, notices, failures);
        var stat = new Stat(System.currentTimeMillis() / 1000);
        var mounted = new Mounted(tree, nodes, invalidations, stat);
        this.nodeRequests = new NodeRequests(mounted);
        this.directoryRequests = new DirectoryRequests(mounted);
        this.fileRequests = new FileRequests(mounted, notices, interrupts);
    }

    /** {@return what has to run on a thread of its own, until that is interrupted} */
    Invalidations invalidations() {
        return invalidations;
    }

    /** Ends what is under way, as a signal would. */
    void interruptAll() {
        interrupts.interruptAll();
    }

    /**
     * Answers a request, and never throws.
     *
     * @param request what is asked
     * @param reply where to write the answer
     * @param standby asked to stand in if this takes long
     * @return the answer's length, or 0 if there is to be none
     */
    int serve(Request request, Reply reply, Standby standby) {
        reply.start(request.unique());
        try {
            return request.isWhole() ? answer(request, reply, standby) : fail(request, reply, Errno.EINVAL.number());
        } catch (ErrnoException e) {
            return fail(request, reply, e.number());
        } catch (RuntimeException | Error e) {
            failures.add(e);
            return fail(request, reply, Errno.EIO.number());
        }
    }

    private static int fail(Request request, Reply reply, int number) {
        return switch (request.opcode()) {
            case FORGET, BATCH_FORGET, INTERRUPT -> NO_REPLY;
            default -> reply.fail(number);
        };
    }

    private int answer(Request request, Reply reply, Standby standby) throws ErrnoException {
        return switch (request.opcode()) {
            case INIT -> begin(request, reply);
            case LOOKUP -> nodeRequests.lookUp(request, reply);
            case GETATTR -> nodeRequests.getAttributes(request, reply);
            case SETATTR -> nodeRequests.setAttributes(request, reply);
            case READLINK -> nodeRequests.readLink(request, reply);
            case ACCESS -> nodeRequests.access(request, reply);
            case STATFS -> nodeRequests.fileSystem(reply);
            case OPEN -> fileRequests.open(request, reply);
            case READ -> fileRequests.read(request, reply, standby);
            case WRITE -> fileRequests.write(request, reply, standby);
            case POLL -> fileRequests.poll(request, reply);
            case RELEASE -> fileRequests.release(request, reply);
            case OPENDIR -> directoryRequests.open(request, reply);
            case READDIR -> directoryRequests.read(request, reply);
            case READDIRPLUS -> directoryRequests.readWithAttributes(request, reply);
            case RELEASEDIR -> directoryRequests.release(request, reply);
            case FORGET -> forget(request);
            case BATCH_FORGET -> forgetMany(request);
            case INTERRUPT -> interrupt(request);
            case DESTROY -> reply.finish();
            // As a directory in sysfs, which has no operation to make or remove anything: fs/namei.c.
            case CREATE -> reply.fail(Errno.EACCES.number());
            case MKNOD, MKDIR, UNLINK, RMDIR, RENAME, RENAME2, SYMLINK, LINK -> reply.fail(Errno.EPERM.number());
            // What the kernel then does by itself, or answers with EOPNOTSUPP, and asks no more.
            case OTHER -> reply.fail(Errno.ENOSYS.number());
        };
    }

    private int begin(Request request, Reply reply) throws ErrnoException {
        var in = InitIn.of(request);
        if (in.major() < MAJOR) {
            failures.add(new ErrnoException(EPROTO, "the kernel speaks version " + in.major() + " of the protocol"));
            return reply.fail(EPROTO);
        }
        return Handshake.answer(in, reply);
    }

    private int forget(Request request) throws ErrnoException {
        Forgets.one(request, nodes::forget);
        return NO_REPLY;
    }

    private int forgetMany(Request request) throws ErrnoException {
        Forgets.batch(request, nodes::forget);
        return NO_REPLY;
    }

    private int interrupt(Request request) throws ErrnoException {
        interrupts.interrupt(request.longAt(0));
        return NO_REPLY;
    }
}
