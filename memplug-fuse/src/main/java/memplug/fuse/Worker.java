package memplug.fuse;

import memplug.fuse.sys.NativeBuffer;
import memplug.fuse.wire.Reply;
import memplug.fuse.wire.Request;
import memplug.tree.Errno;
import memplug.tree.ErrnoException;

/** One thread that serves a mount: reads a request, has it answered, sends the answer, and so on until the mount ends. */
final class Worker implements Runnable, Standby {
    /** Room for the longest write with what precedes its bytes. */
    private static final int BUFFER_BYTES = Handshake.LONGEST_WRITE + 4096;

    private final Crew crew;
    private final Session session;
    private final Device device;
    private final Failures failures;
    private final NativeBuffer incoming = new NativeBuffer(BUFFER_BYTES);
    private final NativeBuffer outgoing = new NativeBuffer(BUFFER_BYTES);
    private final Request request = new Request(incoming.bytes());
    private final Reply reply;
    private boolean aside;

    Worker(Crew crew, Session session, Device device, Failures failures, long nameSeconds) {
        this.crew = crew;
        this.session = session;
        this.device = device;
        this.failures = failures;
        this.reply = new Reply(outgoing.bytes(), nameSeconds);
    }

    @Override
    public void run() {
        try (var queue = RequestQueue.of(device)) {
            serveAll(queue);
        } catch (ErrnoException | RuntimeException | Error e) {
            failures.add(e);
        } finally {
            crew.leave(!aside);
        }
    }

    private void serveAll(RequestQueue queue) throws ErrnoException {
        while (true) {
            int length = queue.read(incoming);
            if (length >= Request.HEADER_BYTES) {
                serve(queue, length);
                if (aside && !comeBack()) {
                    return;
                }
            } else if (!goesOnAfter(length)) {
                session.interruptAll();
                return;
            }
        }
    }

    private void serve(RequestQueue queue, int length) {
        request.received(length);
        int answer = session.serve(request, reply, this);
        if (answer > 0) {
            send(queue, answer);
        }
    }

    /** An answer that the kernel finds malformed leaves the program waiting, so it gets another. */
    private void send(RequestQueue queue, int answer) {
        int result = queue.write(outgoing, answer);
        if (result == -Errno.EINVAL.number()) {
            failures.add(new IllegalStateException("the kernel refused the answer to " + request.opcode()));
            queue.write(outgoing, reply.fail(Errno.EIO.number()));
        }
    }

    private static boolean goesOnAfter(int result) throws ErrnoException {
        int number = -result;
        if (number == Errno.ENODEV.number()) {
            return false;
        }
        // ENOENT: the request was taken back while it was being read.
        if (number == Errno.ENOENT.number() || number == Errno.EINTR.number()) {
            return true;
        }
        throw new ErrnoException(number, "cannot read requests");
    }

    @Override
    public void stepAside() {
        if (!aside) {
            crew.stepAside();
            aside = true;
        }
    }

    private boolean comeBack() {
        aside = !crew.comeBack();
        return !aside;
    }
}
