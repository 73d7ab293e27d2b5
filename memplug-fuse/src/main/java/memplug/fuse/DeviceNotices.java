package memplug.fuse;

import java.nio.charset.StandardCharsets;
import memplug.fuse.sys.NativeBuffer;
import memplug.fuse.wire.Notice;
import memplug.fuse.wire.Reply;

/**
 * Sends notices through the device. What it answers is not heeded: most often that the kernel has forgotten what the
 * notice is about, and else that the mount is gone.
 */
final class DeviceNotices implements Notices {
    /** Enough for the longest name. */
    private static final int BUFFER_BYTES = 512;

    private static final int LONGEST_NAME = 255;

    private final Device device;
    private final Message slow = new Message();
    private final Message quick = new Message();

    DeviceNotices(Device device) {
        this.device = device;
    }

    @Override
    public void nameChanged(long directory, String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > LONGEST_NAME) {
            return;
        }
        synchronized (slow) {
            slow.send(device, Notice.nameChanged(slow.content, directory, bytes));
        }
    }

    @Override
    public void attributesChanged(long node) {
        synchronized (slow) {
            slow.send(device, Notice.attributesChanged(slow.content, node));
        }
    }

    @Override
    public void pollAgain(long kernelHandle) {
        synchronized (quick) {
            quick.send(device, Notice.pollAgain(quick.content, kernelHandle));
        }
    }

    /** Memory for a message, used under its own lock: notices that wait do not hold up those that do not. */
    private static final class Message {
        private final NativeBuffer memory = new NativeBuffer(BUFFER_BYTES);
        private final Reply content = new Reply(memory.bytes());

        void send(Device device, int length) {
            device.send(memory, length);
        }
    }
}
