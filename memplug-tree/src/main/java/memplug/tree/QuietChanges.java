package memplug.tree;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import memplug.machine.Machine;
import memplug.machine.acpi.Attachment;
import memplug.machine.acpi.DimmSlot;
import memplug.machine.phys.FirmwareMap;
import memplug.tree.FileTree.Change;
import memplug.tree.kernfs.Folder;
import memplug.tree.kernfs.Thing;
import memplug.tree.sysfs.AcpiFiles;
import memplug.tree.sysfs.FirmwareFiles;

/**
 * Names that come and go without a uevent of their own: entries of the firmware's memory map, and the links between ACPI's
 * memory devices and their blocks. What is there is compared with what was. That finds all, since numbers of entries are not
 * used again, and each time a device is attached it has another serial number. A uevent of the blocks follows or precedes
 * each of these changes, and wakes whoever waits. The caller takes care that only one thread at a time asks.
 */
final class QuietChanges {
    private final Machine machine;
    private final Folder sys;
    private final FirmwareMap map;
    private final TreeSet<Integer> known = new TreeSet<>();
    private final NavigableMap<Integer, Optional<Attachment>> attached = new TreeMap<>();
    private int nextEntry;

    QuietChanges(Machine machine, Folder sys) {
        this.machine = machine;
        this.sys = sys;
        this.map = machine.memory().firmwareMap();
        sinceLastCall();
    }

    List<Change> sinceLastCall() {
        List<Change> changes = new ArrayList<>();
        for (int number : entriesThatChanged()) {
            add(changes, FirmwareFiles.PATH, "" + number);
        }
        for (DimmSlot slot : machine.memoryDevices().slots().values()) {
            Optional<Attachment> is = slot.attachment();
            Optional<Attachment> was = attached.getOrDefault(slot.number(), Optional.empty());
            if (!is.equals(was)) {
                attached.put(slot.number(), is);
                links(changes, slot, was);
                links(changes, slot, is);
            }
        }
        return changes;
    }

    /** All that came, whether or not they have gone since, and of those that were there the ones that have gone. */
    private NavigableSet<Integer> entriesThatChanged() {
        NavigableSet<Integer> changed = new TreeSet<>();
        int next = map.next();
        while (nextEntry < next) {
            changed.add(nextEntry);
            known.add(nextEntry++);
        }
        List<Integer> gone =
                known.stream().filter(number -> map.entry(number).isEmpty()).toList();
        changed.addAll(gone);
        known.removeAll(gone);
        return changed;
    }

    private void links(List<Change> changes, DimmSlot slot, Optional<Attachment> attachment) {
        attachment.ifPresent(each -> {
            for (int i = 0; i < each.blocks().size(); i++) {
                add(changes, AcpiFiles.path(slot), AcpiFiles.physicalNode(i));
                machine.memory()
                        .block(each.blocks().get(i))
                        .ifPresent(block -> changes.add(new Change(Thing.inodeOf(block.serial()), "firmware_node")));
            }
        });
    }

    private void add(List<Change> changes, String folder, String name) {
        sys.existing(folder.substring(1)).ifPresent(found -> changes.add(new Change(found.inode(), name)));
    }
}
