package memplug.cli;

import java.io.File;

/** What mounting needs of the system. */
final class FuseDevice {
    private static final File DEVICE = new File("/dev/fuse");

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
    }
}
