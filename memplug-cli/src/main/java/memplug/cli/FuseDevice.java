package memplug.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;

/** What mounting needs of the system. */
final class FuseDevice {
    private static final File DEVICE = new File("/dev/fuse");

    /** Misc 10 and FUSE_MINOR 229 of linux/miscdevice.h, as stat(2) shows them. */
    private static final Long NUMBER = 10L << 8 | 229;

    private FuseDevice() {}

    /**
     * Checks that file systems can be served at all.
     *
     * @throws Failure if the device is not there, or not this user's to use
     */
    static void require() throws Failure {
        if (!DEVICE.exists()) {
            throw new Failure(
                    ExitStatus.UNAVAILABLE,
                    "needs /dev/fuse, which is not there (modprobe fuse; for a container: docker run --device /dev/fuse)");
        }
        if (!DEVICE.canRead() || !DEVICE.canWrite()) {
            throw new Failure(ExitStatus.NO_PERMISSION, "needs to read and write /dev/fuse, which this user may not");
        }
        if (!isFuse()) {
            throw new Failure(ExitStatus.UNAVAILABLE, "/dev/fuse is not the FUSE device, which has the number 10:229");
        }
    }

    private static boolean isFuse() throws Failure {
        try {
            return NUMBER.equals(Files.getAttribute(DEVICE.toPath(), "unix:rdev"));
        } catch (IOException e) {
            throw Failure.ofFile(ExitStatus.UNAVAILABLE, DEVICE.getPath(), e);
        }
    }
}
