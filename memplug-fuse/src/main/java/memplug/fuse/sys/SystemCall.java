package memplug.fuse.sys;

import java.util.Locale;

/** The system calls made here, named as in C, with their numbers, which differ between architectures. */
enum SystemCall {
    READ(0, 63),
    WRITE(1, 64),
    OPENAT(257, 56),
    CLOSE(3, 57),
    IOCTL(16, 29),
    PPOLL(271, 73),
    MOUNT(165, 40),
    UMOUNT2(166, 39),
    MKNODAT(259, 33),
    UNSHARE(272, 97),
    SETNS(308, 268),
    PRCTL(157, 167),
    KILL(62, 129),
    RT_SIGACTION(13, 134),
    GETEUID(107, 175),
    GETEGID(108, 177),
    SOCKET(41, 198),
    SENDTO(44, 206);

    private final int number;

    SystemCall(int x86, int aarch64) {
        this.number = "aarch64".equals(System.getProperty("os.arch")) ? aarch64 : x86;
    }

    /** {@return its number on this machine} */
    int number() {
        return number;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
