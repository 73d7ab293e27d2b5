package memplug.tree.sysfs;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import memplug.machine.acpi.Answer;
import memplug.machine.acpi.Answer.AddressesTaken;
import memplug.machine.acpi.Answer.NameTaken;
import memplug.machine.acpi.Answer.NoEmptySlot;
import memplug.machine.acpi.Answer.NoRoom;
import memplug.machine.acpi.Answer.NoSuchDimm;
import memplug.machine.acpi.Answer.NoSuchSlot;
import memplug.machine.acpi.Answer.NodeImpossible;
import memplug.machine.acpi.Answer.NotEjectable;
import memplug.machine.acpi.Answer.NothingDone;
import memplug.machine.acpi.Answer.Reason;
import memplug.machine.acpi.Answer.SlotTaken;
import memplug.machine.acpi.Answer.Told;
import memplug.machine.acpi.DimmSlot;
import memplug.machine.acpi.Handled;
import memplug.machine.acpi.Insertion;
import memplug.machine.acpi.MemoryDevices;
import memplug.machine.kernel.Task;
import memplug.machine.phys.ByteSize;
import memplug.tree.ErrnoException;
import memplug.tree.kernfs.TreeContext;
import memplug.tree.kernfs.Values;

/**
 * The file {@code dimm} in debugfs, by which a DIMM is plugged, or its ejection asked for, as a hypervisor would. Invented:
 * no kernel has it.
 */
final class DimmRequests {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final Set<String> KEYS = Set.of("node", "slot", "at");
    private static final int MOST = 1 << 20;

    private final MemoryDevices devices;

    DimmRequests(MemoryDevices devices) {
        this.devices = devices;
    }

    /** Does what one line asks for; what the machine makes of it, reading tells. */
    void write(TreeContext tree, String value, Task task) throws ErrnoException {
        List<String> words = List.of(Values.word(value).split(" +", -1));
        if (words.size() == 2 && words.getFirst().equals("request-eject")) {
            devices.requestEject(name(words.getLast(), value), task);
        } else if (words.size() >= 3 && words.getFirst().equals("insert")) {
            devices.insert(insertion(words, value), task);
        } else {
            throw Values.invalid(value, "insert NAME SIZE node=N [slot=N] [at=ADDRESS], or request-eject NAME");
        }
    }

    private Insertion insertion(List<String> words, String value) throws ErrnoException {
        Map<String, String> pairs = pairs(words.subList(3, words.size()), value);
        if (!pairs.containsKey("node")) {
            throw Values.invalid(value, "a line with a node");
        }
        int node = number(pairs.get("node"));
        OptionalInt slot = pairs.containsKey("slot") ? OptionalInt.of(number(pairs.get("slot"))) : OptionalInt.empty();
        OptionalLong at = pairs.containsKey("at") ? OptionalLong.of(amount(pairs.get("at"))) : OptionalLong.empty();
        try {
            return known(new Insertion(name(words.get(1), value), amount(words.get(2)), node, slot, at), value);
        } catch (IllegalArgumentException _) {
            throw Values.invalid(value, "a size and an address of whole pages");
        }
    }

    /** A slot or node that the machine does not have is a mistake in the line. */
    private Insertion known(Insertion insertion, String value) throws ErrnoException {
        boolean hasSlot = insertion.slot().isEmpty()
                || devices.slot(insertion.slot().getAsInt()).isPresent();
        if (!hasSlot || !devices.isPossibleNode(insertion.node())) {
            throw Values.invalid(value, "a slot and a node of this machine");
        }
        return insertion;
    }

    private static Map<String, String> pairs(List<String> words, String value) throws ErrnoException {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String word : words) {
            int equals = word.indexOf('=');
            String key = equals < 0 ? word : word.substring(0, equals);
            if (equals < 0 || !KEYS.contains(key) || pairs.put(key, word.substring(equals + 1)) != null) {
                throw Values.invalid(value, "node=, slot= and at=, each once");
            }
        }
        return pairs;
    }

    private static String name(String word, String value) throws ErrnoException {
        if (!NAME.matcher(word).matches()) {
            throw Values.invalid(value, "a name of letters, digits, dots, dashes and underlines");
        }
        return word;
    }

    private static int number(String digits) throws ErrnoException {
        if (!digits.matches("\\d{1,7}") || Integer.parseInt(digits) > MOST) {
            throw Values.invalid(digits, "a number");
        }
        return Integer.parseInt(digits);
    }

    /** A size such as 1GiB, or a number of bytes, also in hexadecimal. */
    private static long amount(String word) throws ErrnoException {
        try {
            return word.matches("0[xX][0-9a-fA-F]{1,15}")
                    ? Long.parseLong(word.substring(2), 16)
                    : ByteSize.parse(word);
        } catch (IllegalArgumentException _) {
            throw Values.invalid(word, "a size or an address");
        }
    }

    /** A line for each slot, and one for the last request. */
    String read(TreeContext tree) {
        return devices.slots().values().stream().map(DimmRequests::line).collect(Collectors.joining())
                + devices.last().map(DimmRequests::line).orElse("last: none\n");
    }

    private static String line(DimmSlot slot) {
        String what = slot.dimm()
                .map(dimm -> String.format(
                        Locale.ROOT,
                        "%s %s node=%d at=0x%x %s",
                        dimm.name(),
                        ByteSize.format(dimm.range().size()),
                        dimm.node(),
                        dimm.range().start(),
                        slot.attachment().isPresent() ? "enabled" : "not enabled"))
                .orElse("empty");
        return "slot " + slot.number() + ": " + what + "\n";
    }

    private static String line(Handled last) {
        String kind = switch (last.kind()) {
            case INSERT -> "insert";
            case REQUEST_EJECT -> "request-eject";
            case EJECT -> "eject";
        };
        return "last: " + kind + " " + last.of() + ": " + words(last.answer()) + "\n";
    }

    private static String words(Answer answer) {
        return switch (answer) {
            case Told(var status) -> "0x%x %s".formatted(status.code(), status.words());
            case NothingDone(var reason) -> "nothing done: " + words(reason);
        };
    }

    private static String words(Reason reason) {
        return switch (reason) {
            case SlotTaken(int slot, String dimm) -> "slot " + slot + " holds " + dimm;
            case NoSuchSlot(int slot) -> "there is no slot " + slot;
            case NoEmptySlot _ -> "no slot is empty";
            case NameTaken(String name) -> "there is a " + name + " already";
            case AddressesTaken(String claimant) -> "the addresses are taken by " + claimant;
            case NoRoom _ -> "there are not as many free addresses";
            case NodeImpossible(int node) -> "there is no node " + node;
            case NoSuchDimm(String name) -> "there is no " + name;
            case NotEjectable(int slot) -> "the device of slot " + slot + " cannot be ejected";
        };
    }
}
