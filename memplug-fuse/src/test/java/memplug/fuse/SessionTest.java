package memplug.fuse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static memplug.fuse.Wire.error;
import static memplug.fuse.Wire.longAt;
import static memplug.fuse.Wire.name;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import memplug.fuse.wire.Opcode;
import memplug.fuse.wire.Reply;
import memplug.fuse.wire.Request;
import memplug.machine.kernel.Task;
import memplug.tree.Access;
import memplug.tree.Errno;
import memplug.tree.ErrnoException;
import memplug.tree.OpenFile;
import memplug.tree.SymbolicLink;
import org.junit.jupiter.api.Test;

/** The protocol, without a kernel. */
final class SessionTest {
    private static final int ENOSYS = Errno.ENOSYS.number();
    private static final int EINVAL = Errno.EINVAL.number();
    private static final int ENOENT = Errno.ENOENT.number();
    private static final long ROOT = 1;

    private final List<Throwable> failures = new ArrayList<>();
    private final MemoryTree tree = new MemoryTree();
    private final SilentNotices notices = new SilentNotices();
    private final Session session = new Session(tree, notices, new Failures(failures::add));
    private final Wire wire = new Wire(session);

    private long lookUp(String name) {
        return longAt(wire.ask(Opcode.LOOKUP, ROOT, name(name)), 0);
    }

    private long open(long node, int flags) {
        return longAt(wire.ask(Opcode.OPEN, node, body -> body.putInt(flags).putInt(0)), 0);
    }

    private ByteBuffer write(long node, long handle, String text) {
        return wire.ask(
                Opcode.WRITE,
                node,
                body -> body.putLong(handle)
                        .putLong(0)
                        .putInt(text.length())
                        .putInt(0)
                        .putLong(0)
                        .putLong(0)
                        .put(text.getBytes(UTF_8)));
    }

    private ByteBuffer read(long node, long handle) {
        return wire.ask(
                Opcode.READ,
                node,
                body -> body.putLong(handle).putLong(0).putInt(4096).put(new byte[20]));
    }

    private ByteBuffer init(int major, int minor, int flags) {
        return wire.ask(
                Opcode.INIT,
                0,
                body -> body.putInt(major)
                        .putInt(minor)
                        .putInt(4096)
                        .putInt(flags)
                        .put(new byte[48]));
    }

    @Test
    void init_olderKernel_agreesOnItsMinor() {
        var reply = init(7, 31, 0);

        assertThat(reply.remaining()).isEqualTo(Reply.HEADER_BYTES + 64);
        assertThat(reply.getInt(Reply.HEADER_BYTES)).isEqualTo(7);
        assertThat(reply.getInt(Reply.HEADER_BYTES + 4)).isEqualTo(31);
    }

    @Test
    void init_olderKernel_doesNotCacheLinks() {
        int cacheSymlinks = 1 << 23;

        assertThat(init(7, 42, -1).getInt(Reply.HEADER_BYTES + 12) & cacheSymlinks)
                .isZero();
        assertThat(init(7, 43, -1).getInt(Reply.HEADER_BYTES + 12) & cacheSymlinks)
                .isNotZero();
        assertThat(init(7, 43, 0).getInt(Reply.HEADER_BYTES + 12)).isZero();
    }

    @Test
    void init_kernelOfAnotherAge_isRefusedAndReported() {
        assertThat(error(init(6, 0, 0))).isEqualTo(71);
        assertThat(failures).hasSize(1);
    }

    @Test
    void lookUp_nodeOfTheRootsNumber_hasAnotherId() {
        tree.root().add("one", new TextFile(1, ""));

        assertThat(lookUp("one")).isEqualTo(tree.root().inode());
        assertThat(wire.ask(Opcode.GETATTR, ROOT).getLong(Reply.HEADER_BYTES + 16))
                .isEqualTo(tree.root().inode());
        assertThat(wire.ask(Opcode.GETATTR, tree.root().inode()).getLong(Reply.HEADER_BYTES + 16))
                .isEqualTo(1);
    }

    @Test
    void lookUp_whatIsNoName_isInvalid() {
        assertThat(error(wire.ask(Opcode.LOOKUP, ROOT, name("a/b")))).isEqualTo(EINVAL);
        assertThat(error(wire.ask(Opcode.LOOKUP, ROOT, name("..")))).isEqualTo(EINVAL);
        assertThat(error(wire.ask(Opcode.LOOKUP, ROOT, name("")))).isEqualTo(EINVAL);
        assertThat(error(wire.ask(Opcode.LOOKUP, ROOT, body -> body.put((byte) 'a'))))
                .isEqualTo(EINVAL);
    }

    @Test
    void forget_asOftenAsLookedUp_dropsTheNode() {
        long node = tree.file("state", "").inode();
        lookUp("state");
        lookUp("state");

        wire.ask(Opcode.FORGET, node, body -> body.putLong(1));
        assertThat(error(wire.ask(Opcode.GETATTR, node))).isZero();
        wire.ask(
                Opcode.BATCH_FORGET,
                0,
                body -> body.putInt(1).putInt(0).putLong(node).putLong(1));

        assertThat(error(wire.ask(Opcode.GETATTR, node))).isEqualTo(Mounted.ESTALE);
    }

    @Test
    void getAttributes_goneNodeThatANameMayStillLeadTo_isStale() {
        var file = tree.file("state", "");
        lookUp("state");

        tree.root().remove("state");

        assertThat(error(wire.ask(Opcode.GETATTR, file.inode()))).isEqualTo(Mounted.ESTALE);
        assertThat(error(wire.ask(Opcode.LOOKUP, ROOT, name("state")))).isEqualTo(ENOENT);
    }

    @Test
    void getAttributes_goneNodeThatIsOpen_givesThem() {
        var file = tree.file("state", "");
        open(lookUp("state"), 0);

        tree.root().remove("state");

        assertThat(error(wire.ask(Opcode.GETATTR, file.inode()))).isZero();
    }

    @Test
    void lookUp_inAGoneDirectory_isStaleUntilTheThreadComesAgain() {
        var directory = tree.directory("memory32");
        lookUp("memory32");

        tree.root().remove("memory32");

        assertThat(error(wire.ask(Opcode.LOOKUP, directory.inode(), name("state"))))
                .isEqualTo(Mounted.ESTALE);
        assertThat(error(wire.ask(Opcode.LOOKUP, directory.inode(), name("state"))))
                .isEqualTo(ENOENT);
    }

    @Test
    void open_nodeThatWasReplaced_opensTheNewOne() {
        tree.file("state", "old");
        long node = lookUp("state");

        tree.root().remove("state");
        tree.file("state", "new");

        var reply = read(node, open(node, 0));
        assertThat(reply.get(Reply.HEADER_BYTES)).isEqualTo((byte) 'n');
    }

    @Test
    void setAttributes_ofAnother_isNotPermitted() {
        var file = tree.file("state", "");
        lookUp("state");
        int mode = 1;
        int size = 8;

        assertThat(error(setAttributes(file.inode(), mode))).isZero();
        assertThat(file.permissions()).isEqualTo(0600);
        wire.as(1000);
        assertThat(error(setAttributes(file.inode(), mode))).isEqualTo(Errno.EPERM.number());
        assertThat(error(setAttributes(file.inode(), size))).isZero();
    }

    private ByteBuffer setAttributes(long node, int which) {
        return wire.ask(
                Opcode.SETATTR,
                node,
                body -> body.putInt(which).put(new byte[64]).putInt(0600).put(new byte[16]));
    }

    @Test
    void access_ofAnother_goesByThePermissionBits() {
        tree.file("state", "").setPermissions(0644);
        long node = lookUp("state");
        wire.as(1000);

        assertThat(error(wire.ask(Opcode.ACCESS, node, body -> body.putLong(4))))
                .isZero();
        assertThat(error(wire.ask(Opcode.ACCESS, node, body -> body.putLong(2))))
                .isEqualTo(Errno.EACCES.number());
    }

    @Test
    void readLink_ofAFile_isInvalid() {
        tree.file("state", "");
        tree.root().add("link", new SymbolicLink(tree.newInode(), "../x"));

        assertThat(error(wire.ask(Opcode.READLINK, lookUp("state")))).isEqualTo(EINVAL);
        assertThat(wire.ask(Opcode.READLINK, lookUp("link")).remaining()).isEqualTo(Reply.HEADER_BYTES + 4);
    }

    @Test
    void open_whatIsNoFile_isRefused() {
        tree.root().add("link", new SymbolicLink(tree.newInode(), "../x"));

        assertThat(error(wire.ask(Opcode.OPEN, ROOT, body -> body.putLong(0)))).isEqualTo(Errno.EISDIR.number());
        assertThat(error(wire.ask(Opcode.OPEN, lookUp("link"), body -> body.putLong(0))))
                .isEqualTo(Errno.ELOOP.number());
        assertThat(error(wire.ask(Opcode.OPENDIR, lookUp("link"), body -> body.putLong(0))))
                .isEqualTo(Errno.ENOTDIR.number());
    }

    @Test
    void read_closedHandle_isABadDescriptor() {
        tree.file("state", "");
        long node = lookUp("state");
        long handle = open(node, 0);
        wire.ask(Opcode.RELEASE, node, body -> body.putLong(handle).put(new byte[16]));

        var reply = wire.ask(
                Opcode.READ,
                node,
                body -> body.putLong(handle).putLong(0).putInt(4096).put(new byte[20]));

        assertThat(error(reply)).isEqualTo(Errno.EBADF.number());
    }

    @Test
    void write_interruptedBeforeItCame_isInterrupted() {
        tree.root().add("stuck", new StuckFile(tree.newInode(), false));
        long node = lookUp("stuck");
        long handle = open(node, 1);
        long next = wire.lastUnique() + 4;

        assertThat(wire.ask(Opcode.INTERRUPT, 0, body -> body.putLong(next)).remaining())
                .isZero();

        assertThat(error(write(node, handle, "x"))).isEqualTo(Errno.EINTR.number());
    }

    @Test
    void write_errnoBeyondTheProtocols_becomesEio() {
        tree.root().add("file", failing(new ErrnoException(512, "a notifier's")));
        long node = lookUp("file");

        assertThat(error(write(node, open(node, 1), "x"))).isEqualTo(Errno.EIO.number());
        assertThat(failures).isEmpty();
    }

    @Test
    void write_defect_becomesEioAndIsReported() {
        var defect = new IllegalStateException("defect");
        tree.root().add("file", failing(defect));
        long node = lookUp("file");

        assertThat(error(write(node, open(node, 1), "x"))).isEqualTo(Errno.EIO.number());
        assertThat(failures).containsExactly(defect);
    }

    private TextFile failing(Exception failure) {
        return new TextFile(tree.newInode(), "") {
            @Override
            public OpenFile open(Access access) {
                return new OpenText() {
                    @Override
                    public int write(long offset, byte[] bytes, Task task) throws ErrnoException {
                        switch (failure) {
                            case ErrnoException refusal -> throw refusal;
                            case RuntimeException defect -> throw defect;
                            default -> throw new AssertionError(failure);
                        }
                    }
                };
            }
        };
    }

    @Test
    void anything_unknown_isNotImplemented() {
        assertThat(error(wire.ask(Opcode.OTHER, ROOT))).isEqualTo(ENOSYS);
    }

    @Test
    void anything_tooShort_isInvalid() {
        assertThat(error(wire.ask(Opcode.OPEN, ROOT))).isEqualTo(EINVAL);
        assertThat(error(wire.ask(Opcode.WRITE, ROOT, body -> body.put(new byte[39]))))
                .isEqualTo(EINVAL);
    }

    @Test
    void anything_notAsLongAsItSays_isInvalid() {
        byte[] header = new byte[Request.HEADER_BYTES];
        header[4] = (byte) Opcode.STATFS.number();

        assertThat(error(wire.askRaw(header))).isEqualTo(EINVAL);
    }

    @Test
    void anything_random_isAnsweredOnce() {
        var random = new SplittableRandom(42);
        populate();

        for (int i = 0; i < 200_000; i++) {
            byte[] bytes = randomRequest(random);
            var reply = wire.askRaw(bytes);

            if (isAnswered(bytes)) {
                assertThat(reply.getInt(0)).isEqualTo(reply.remaining());
                assertThat(reply.getLong(8)).isEqualTo(wordAt(bytes, 8));
                assertThat(error(reply)).isBetween(0, 511);
            } else {
                assertThat(reply.remaining()).isZero();
            }
        }
        failures.removeIf(failure -> failure.toString().contains("version"));
        assertThat(failures).isEmpty();
    }

    private void populate() {
        tree.directory("directory").add("file", new TextFile(tree.newInode(), "text"));
        tree.file("file", "text");
        tree.root().add("link", new SymbolicLink(tree.newInode(), "file"));
    }

    /** Small numbers where ids, handles, sizes and flags stand, so that they hit something; sometimes not. */
    private static byte[] randomRequest(SplittableRandom random) {
        int length = Request.HEADER_BYTES + random.nextInt(random.nextInt(10) == 0 ? 2000 : 120);
        var bytes = ByteBuffer.allocate(length).order(ByteOrder.nativeOrder());
        while (bytes.remaining() >= Long.BYTES) {
            bytes.putLong(random.nextInt(8) == 0 ? random.nextLong() : random.nextLong(8));
        }
        var opcodes = Opcode.values();
        bytes.putInt(0, random.nextInt(50) == 0 ? random.nextInt() : length);
        bytes.putInt(4, opcodes[random.nextInt(opcodes.length)].number());
        bytes.putLong(16, random.nextBoolean() ? ROOT : 1000 + random.nextLong(8));
        if (random.nextInt(4) == 0 && length > Request.HEADER_BYTES + 6) {
            bytes.put(Request.HEADER_BYTES, "file\0".getBytes(UTF_8));
        }
        return bytes.array();
    }

    private static boolean isAnswered(byte[] request) {
        int opcode = (int) wordAt(request, 4);
        return opcode != Opcode.FORGET.number()
                && opcode != Opcode.BATCH_FORGET.number()
                && opcode != Opcode.INTERRUPT.number();
    }

    private static long wordAt(byte[] bytes, int offset) {
        var buffer = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
        return offset == 4 ? buffer.getInt(offset) : buffer.getLong(offset);
    }
}
