package memplug.cli.demo;

import java.util.Optional;
import memplug.machine.Machine;
import memplug.machine.phys.ByteSize;
import memplug.machine.virtio.VirtioMemDevice;

/** A virtio-mem device of which a hypervisor wants more, and then less. */
final class VirtioMemStory {
    private final Machine machine;
    private final VirtioMemDevice device;
    private final Narrator narrator;
    private final Paint paint;

    private VirtioMemStory(Machine machine, VirtioMemDevice device, Narrator narrator, Paint paint) {
        this.machine = machine;
        this.device = device;
        this.narrator = narrator;
        this.paint = paint;
    }

    /** {@return the story of the machine's first virtio-mem device, if there is one} */
    static Optional<VirtioMemStory> of(Machine machine, Narrator narrator, Paint paint) {
        return machine.virtioMem().devices().stream()
                .findFirst()
                .map(device -> new VirtioMemStory(machine, device, narrator, paint));
    }

    /** Tells it. */
    void tell() {
        long half = device.region().size() / 2;
        long quarterOfBlock = machine.memory().blockSize().bytes() / 4;
        narrator.chapter("virtio-mem grows and shrinks in small parts");
        narrator.say("Here the hypervisor says how much it wants to be plugged, in parts of "
                + ByteSize.format(device.blockSize()) + ", and the driver comes as near to that as it can.");
        narrator.pause();
        request(half + quarterOfBlock);
        request(half / 2 - quarterOfBlock);
    }

    private void request(long bytes) {
        long size = bytes - bytes % device.blockSize();
        narrator.type(
                "",
                "echo requested-size " + device.id() + " " + ByteSize.format(size)
                        + " > /sys/kernel/debug/memplug/virtio-mem");
        machine.virtioMem().request(device, size);
        Picture picture = new Picture(machine.memory(), Part.of(machine), paint);
        narrator.show(picture.rows(Part.of(device), Optional.empty()));
    }
}
