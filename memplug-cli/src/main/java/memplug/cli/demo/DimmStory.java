package memplug.cli.demo;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import memplug.machine.Machine;
import memplug.machine.acpi.Answer;
import memplug.machine.acpi.Dimm;
import memplug.machine.acpi.DimmSlot;
import memplug.machine.acpi.Insertion;
import memplug.machine.kernel.Task;
import memplug.machine.phys.ByteSize;

/** A DIMM that comes and goes. */
final class DimmStory {
    private static final String DIMM = "spare";
    private static final int BLOCKS = 8;
    private static final String REQUESTS = "/sys/kernel/debug/memplug/dimm";

    private final Machine machine;
    private final DimmSlot slot;
    private final Narrator narrator;
    private final Paint paint;

    private DimmStory(Machine machine, DimmSlot slot, Narrator narrator, Paint paint) {
        this.machine = machine;
        this.slot = slot;
        this.narrator = narrator;
        this.paint = paint;
    }

    /** {@return the story of the machine's first empty slot, if there is one} */
    static Optional<DimmStory> of(Machine machine, Narrator narrator, Paint paint) {
        return machine.memoryDevices().slots().values().stream()
                .filter(each -> each.dimm().isEmpty())
                .findFirst()
                .map(empty -> new DimmStory(machine, empty, narrator, paint));
    }

    /** Tells it. */
    void tell() {
        narrator.chapter("A DIMM comes and goes");
        narrator.say("A person or a hypervisor plugs it, and the kernel takes it online as its policy says. When the "
                + "firmware wants it back, all of it goes offline, or it stays.");
        narrator.pause();
        long bytes = BLOCKS * machine.memory().blockSize().bytes();
        narrator.type("", "echo insert " + DIMM + " " + ByteSize.format(bytes) + " node=" + node() + " > " + REQUESTS);
        tell(machine.memoryDevices()
                .insert(new Insertion(DIMM, bytes, node(), OptionalInt.empty(), OptionalLong.empty()), Task.PLAIN));
        narrator.type("", "echo request-eject " + DIMM + " > " + REQUESTS);
        tell(machine.memoryDevices().requestEject(DIMM, Task.PLAIN));
    }

    private void tell(Answer answer) {
        Picture picture = new Picture(machine.memory(), Part.of(machine), paint);
        narrator.show(picture.rows(Part.of(slot), Optional.empty()));
        if (answer instanceof Answer.Told(var status)) {
            narrator.answer("the kernel to the firmware: " + status.words());
        } else {
            narrator.answer("nothing happens: " + answer);
        }
    }

    /** Where other DIMMs are, or else the last node, which may have nothing yet. */
    private int node() {
        return machine.memoryDevices().slots().values().stream()
                .flatMap(each -> each.dimm().stream())
                .findFirst()
                .map(Dimm::node)
                .orElseGet(() -> machine.memory().nodes().lastKey());
    }
}
