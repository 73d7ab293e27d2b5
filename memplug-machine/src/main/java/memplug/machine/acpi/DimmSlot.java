package memplug.machine.acpi;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A slot: a memory device of ACPI. Written under the hotplug lock, read under none. */
public final class DimmSlot {
    /** What {@code _STA} says of a DIMM that is there: present, enabled, shown, functioning. */
    private static final int PRESENT = 0xf;

    private final int number;
    private volatile @Nullable Dimm dimm;
    private volatile @Nullable Attachment attachment;

    DimmSlot(int number) {
        this.number = number;
    }

    DimmSlot copy() {
        DimmSlot copy = new DimmSlot(number);
        copy.dimm = dimm;
        copy.attachment = attachment;
        return copy;
    }

    /** {@return its number} */
    public int number() {
        return number;
    }

    /** {@return what the kernel calls the device} */
    public String deviceName() {
        return "PNP0C80:%02x".formatted(number);
    }

    /** {@return where it stands in the firmware's namespace} */
    public String path() {
        return "\\_SB_.MHPC.MP%02X".formatted(number);
    }

    /** {@return what {@code _UID} says} */
    public String uid() {
        return "0x%02X".formatted(number);
    }

    /** {@return what {@code _STA} says} */
    public int status() {
        return dimm == null ? 0 : PRESENT;
    }

    /** {@return the DIMM in it, if there is one} */
    public Optional<Dimm> dimm() {
        return Optional.ofNullable(dimm);
    }

    /** {@return what the kernel keeps of it, if it uses its memory} */
    public Optional<Attachment> attachment() {
        return Optional.ofNullable(attachment);
    }

    void setDimm(@Nullable Dimm newDimm) {
        dimm = newDimm;
    }

    void setAttachment(@Nullable Attachment newAttachment) {
        attachment = newAttachment;
    }
}
