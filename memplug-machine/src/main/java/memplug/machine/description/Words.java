package memplug.machine.description;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import memplug.machine.description.MachineDescription.BootDriver;
import memplug.machine.description.MachineDescription.FirmwareType;

/** The words that some keys choose between, with what each stands for. */
final class Words {
    static final Map<String, Boolean> FLAGS = named(List.of(true, false), Object::toString);
    static final Map<String, FirmwareType> FIRMWARE_TYPES = named(List.of(FirmwareType.values()), FirmwareType::word);
    static final Map<String, MachineDescription.Provider> PROVIDERS =
            named(List.of(MachineDescription.Provider.values()), Words::lowerCase);
    static final Map<String, BootDriver> DRIVERS = named(List.of(BootDriver.values()), Words::lowerCase);
    static final Map<String, String> ONLINE_TYPES = same("offline", "online", "online_kernel", "online_movable");
    static final Map<String, String> MEMMAP_MODES = same("N", "Y", "force");
    static final Map<String, String> ONLINE_POLICIES = same("contig-zones", "auto-movable");

    static final Map<String, String> POLICIES = same("node", "bind", "preferred", "interleave");
    static final Map<String, String> PAGE_KINDS =
            same("movable", "cache", "thp", "huge", "gigantic", "slab", "page-tables", "stacks", "kernel");

    private Words() {}

    /** {@return the word for a constant that is written as its name in lower case} */
    static String lowerCase(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static Map<String, String> same(String... words) {
        return named(Arrays.asList(words), UnaryOperator.identity());
    }

    private static <T> Map<String, T> named(List<T> values, Function<? super T, String> word) {
        Map<String, T> named = new LinkedHashMap<>();
        values.forEach(each -> named.put(word.apply(each), each));
        return Collections.unmodifiableMap(named);
    }
}
