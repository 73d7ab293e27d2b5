package memplug.machine.description;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import memplug.machine.description.MachineDescription.Core;

/** The parameters on the kernel's command line. As kernel/params.c, what it does not understand is ignored. */
final class CommandLine {
    private static final Pattern CORE =
            Pattern.compile("(0[xX]\\p{XDigit}{1,15}|0[0-7]{0,18}|[1-9]\\d{0,17})([KMGTPEkmgtpe%]?).*");
    private static final String UNITS = "KMGTPE";

    /** Names, each with its value; a name alone has none. */
    private record Parameter(String name, Optional<String> value) {}

    private final List<Parameter> parameters = new ArrayList<>();

    CommandLine(String text) {
        boolean quoted = false;
        StringBuilder word = new StringBuilder();
        for (char each : (text + " ").toCharArray()) {
            if (each == '"') {
                quoted = !quoted;
            } else if (each == ' ' && !quoted) {
                if (word.toString().equals("--")) {
                    return; // the rest is for init
                }
                enter(word.toString());
                word.setLength(0);
            } else {
                word.append(each);
            }
        }
    }

    private void enter(String word) {
        if (!word.isEmpty()) {
            int equals = word.indexOf('=');
            String name = equals < 0 ? word : word.substring(0, equals);
            parameters.add(new Parameter(
                    name.replace('-', '_'), equals < 0 ? Optional.empty() : Optional.of(word.substring(equals + 1))));
        }
    }

    /** {@return the value of a parameter where it is given last; of a name alone it is {@code Y}} */
    Optional<String> last(String name) {
        return parameters.stream()
                .filter(each -> each.name().equals(name))
                .reduce((_, later) -> later)
                .map(each -> each.value().orElse("Y"));
    }

    Optional<String> autoOnlineBlocks() {
        return last("memhp_default_state").filter(Words.ONLINE_TYPES::containsKey);
    }

    boolean movableNode() {
        return last("movable_node").isPresent();
    }

    Optional<String> memmapOnMemory() {
        Optional<String> value = last("memory_hotplug.memmap_on_memory");
        return value.filter(each -> each.equalsIgnoreCase("force"))
                .map(_ -> "force")
                .or(() -> value.flatMap(CommandLine::flag).map(on -> on ? "Y" : "N"));
    }

    Optional<String> onlinePolicy() {
        return last("memory_hotplug.online_policy").filter(Words.ONLINE_POLICIES::containsKey);
    }

    OptionalInt autoMovableRatio() {
        return last("memory_hotplug.auto_movable_ratio")
                .filter(each -> each.matches("\\d{1,9}"))
                .map(each -> OptionalInt.of(Integer.parseInt(each)))
                .orElse(OptionalInt.empty());
    }

    /** As mm/mm_init.c: cmdline_parse_kernelcore(), which no later number takes back. */
    boolean mirroredCore() {
        return parameters.stream()
                .filter(each -> each.name().equals("kernelcore"))
                .flatMap(each -> each.value().stream())
                .anyMatch(value -> List.of(value.split(",", -1)).contains("mirror"));
    }

    /** As mm/mm_init.c: cmdline_parse_core(), a number with a unit or a percent sign; what follows is ignored. */
    Core core(String name) {
        Matcher text = CORE.matcher(last(name).orElse(""));
        if (!text.matches()) {
            return new Core(0, false);
        }
        long number = Long.decode(text.group(1));
        return switch (text.group(2)) {
            case "" -> new Core(number, false);
            case "%" -> new Core(number, true);
            case String unit -> new Core(number << (10 * (1 + UNITS.indexOf(unit.toUpperCase(Locale.ROOT)))), false);
        };
    }

    Optional<Boolean> autoMovableNumaAware() {
        return last("memory_hotplug.auto_movable_numa_aware").flatMap(CommandLine::flag);
    }

    /** As lib/kstrtox.c: kstrtobool(). */
    static Optional<Boolean> flag(String text) {
        return switch (text) {
            case String word when word.matches("(?s)[yYtT1].*|[oO][nN].*") -> Optional.of(true);
            case String word when word.matches("(?s)[nNfF0].*|[oO][fF].*") -> Optional.of(false);
            default -> Optional.empty();
        };
    }
}
