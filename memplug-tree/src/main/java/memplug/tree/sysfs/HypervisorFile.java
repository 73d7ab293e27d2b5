package memplug.tree.sysfs;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import memplug.machine.kernel.Task;
import memplug.machine.phys.ByteSize;
import memplug.machine.virtio.VirtioMem;
import memplug.machine.virtio.VirtioMemDevice;
import memplug.tree.Errno;
import memplug.tree.ErrnoException;
import memplug.tree.kernfs.Attribute;
import memplug.tree.kernfs.TreeContext;
import memplug.tree.kernfs.Values;

/**
 * /sys/kernel/debug/memplug/virtio-mem, which no kernel has: what a hypervisor wants of its virtio-mem devices. A line
 * {@code requested-size vmem0 300MiB} says how much of one is to be plugged; reading shows each device in a line, with the
 * words of QEMU's {@code info memory-devices}.
 */
final class HypervisorFile {
    private final VirtioMem virtioMem;

    HypervisorFile(TreeContext context) {
        this.virtioMem = context.machine().virtioMem();
    }

    Attribute<TreeContext> attribute() {
        return Attribute.readWrite("virtio-mem", _ -> show(), this::store);
    }

    private String show() {
        StringBuilder text = new StringBuilder();
        virtioMem.devices().forEach(device -> text.append(line(device)));
        return text.toString();
    }

    private static String line(VirtioMemDevice device) {
        return String.format(
                Locale.ROOT,
                "%s device=%s node=%d memaddr=0x%x max-size=%d block-size=%d requested-size=%d size=%d\n",
                device.id(),
                device.name(),
                device.node(),
                device.region().start(),
                device.region().size(),
                device.blockSize(),
                device.requestedSize(),
                device.pluggedSize());
    }

    /** All lines are understood before the first takes effect. */
    private void store(TreeContext tree, String value, Task task) throws ErrnoException {
        List<Request> requests = new ArrayList<>();
        for (String line : Values.word(value).split("\n", -1)) {
            requests.add(request(line));
        }
        requests.forEach(each -> virtioMem.request(each.device(), each.bytes()));
    }

    private record Request(VirtioMemDevice device, long bytes) {}

    private Request request(String line) throws ErrnoException {
        String[] words = line.strip().split(" +", -1);
        if (words.length != 3 || !words[0].equals("requested-size")) {
            throw Values.invalid(line, "requested-size, a device and a size");
        }
        VirtioMemDevice device = virtioMem
                .device(words[1])
                .orElseThrow(() -> new ErrnoException(Errno.EINVAL, "no such virtio-mem device: " + words[1]));
        long bytes = size(words[2]);
        return switch (virtioMem.allows(device, bytes)) {
            case DONE -> new Request(device, bytes);
            case MISALIGNED ->
                throw Values.invalid(line, "a multiple of the block size, " + ByteSize.format(device.blockSize()));
            case TOO_LARGE ->
                throw Values.invalid(
                        line, "at most " + ByteSize.format(device.region().size()));
        };
    }

    private static long size(String word) throws ErrnoException {
        try {
            return ByteSize.parse(word);
        } catch (IllegalArgumentException _) {
            throw Values.invalid(word, "a size such as 300MiB");
        }
    }
}
