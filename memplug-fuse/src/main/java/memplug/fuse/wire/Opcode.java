package memplug.fuse.wire;

import java.util.Arrays;

/** What a request asks for. */
public enum Opcode {
    LOOKUP(1),
    FORGET(2),
    GETATTR(3),
    SETATTR(4),
    READLINK(5),
    SYMLINK(6),
    MKNOD(8),
    MKDIR(9),
    UNLINK(10),
    RMDIR(11),
    RENAME(12),
    LINK(13),
    OPEN(14),
    READ(15),
    WRITE(16),
    STATFS(17),
    RELEASE(18),
    INIT(26),
    OPENDIR(27),
    READDIR(28),
    RELEASEDIR(29),
    ACCESS(34),
    CREATE(35),
    INTERRUPT(36),
    DESTROY(38),
    POLL(40),
    BATCH_FORGET(42),
    READDIRPLUS(44),
    RENAME2(45),

    /** Whatever else: extended attributes, locks, ioctl and more, which the kernel does without. */
    OTHER(63);

    private static final Opcode[] BY_NUMBER = new Opcode[64];

    static {
        Arrays.fill(BY_NUMBER, OTHER);
        for (Opcode opcode : values()) {
            BY_NUMBER[opcode.number] = opcode;
        }
    }

    private final int number;

    Opcode(int number) {
        this.number = number;
    }

    /** {@return the number it has on the wire} */
    public int number() {
        return number;
    }

    static Opcode of(int number) {
        return number >= 0 && number < BY_NUMBER.length ? BY_NUMBER[number] : OTHER;
    }
}
