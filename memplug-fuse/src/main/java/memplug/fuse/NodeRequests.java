package memplug.fuse;

import static memplug.fuse.Mounted.refuse;

import java.nio.charset.StandardCharsets;
import memplug.fuse.wire.Reply;
import memplug.fuse.wire.Request;
import memplug.fuse.wire.SetattrIn;
import memplug.tree.Directory;
import memplug.tree.Errno;
import memplug.tree.ErrnoException;
import memplug.tree.Permissions;
import memplug.tree.SymbolicLink;

/** Answers requests about names and attributes. Each method returns the reply's length. */
final class NodeRequests {
    private static final int PERMISSION_BITS = 07777;
    private static final int ANY_ACCESS = 7;
    private static final int BLOCK_BYTES = 4096;
    private static final int LONGEST_NAME = 255;

    private final Mounted mounted;

    NodeRequests(Mounted mounted) {
        this.mounted = mounted;
    }

    int lookUp(Request request, Reply reply) throws ErrnoException {
        if (!(mounted.existingOrHeld(request) instanceof Directory directory)) {
            return reply.fail(Errno.ENOTDIR.number());
        }
        String name = request.name();
        var node = Mounted.find(directory, name);
        if (node == null) {
            // Not to be kept by the kernel: the name may come at any time.
            return reply.fail(Errno.ENOENT.number());
        }
        reply.putEntry(
                mounted.nodes().remember(node, request.node(), name),
                mounted.stat().of(node));
        return reply.finish();
    }

    int getAttributes(Request request, Reply reply) throws ErrnoException {
        var node = mounted.existingOrOpen(request);
        reply.putAttributes(mounted.stat().of(node));
        return reply.finish();
    }

    /** Size and times may be set, and stay as they are, as attributes in sysfs do when they are opened with O_TRUNC. */
    int setAttributes(Request request, Reply reply) throws ErrnoException {
        var in = SetattrIn.of(request);
        var node = mounted.existingOrReplaced(request);
        if (in.needsOwner() && request.user() != 0) {
            throw refuse(Errno.EPERM, node);
        }
        if (in.changesMode()) {
            mounted.tree().changePermissions(node, in.mode() & PERMISSION_BITS);
        }
        reply.putAttributes(mounted.stat().of(node));
        return reply.finish();
    }

    int readLink(Request request, Reply reply) throws ErrnoException {
        var node = mounted.existingOrReplaced(request);
        if (!(node instanceof SymbolicLink link)) {
            throw refuse(Errno.EINVAL, node);
        }
        reply.put(link.target().getBytes(StandardCharsets.UTF_8));
        return reply.finish();
    }

    /** Not asked by a kernel that checks permissions itself. */
    int access(Request request, Reply reply) throws ErrnoException {
        var node = mounted.existingOrReplaced(request);
        int wanted = request.intAt(0) & ANY_ACCESS;
        if (!Permissions.allow(node, request.user(), request.group(), wanted)) {
            throw refuse(Errno.EACCES, node);
        }
        return reply.finish();
    }

    /** A file system without blocks, as sysfs. */
    int fileSystem(Reply reply) {
        long none = 0;
        int spare = 0;
        reply.put(none).put(none).put(none).put(none).put(none);
        reply.put(BLOCK_BYTES).put(LONGEST_NAME).put(BLOCK_BYTES).put(spare);
        reply.put(none).put(none).put(none);
        return reply.finish();
    }
}
