package memplug.tree.sysfs;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import memplug.machine.kernel.Kernel;
import memplug.tree.ErrnoException;
import memplug.tree.kernfs.Attribute;
import memplug.tree.kernfs.TreeContext;
import memplug.tree.kernfs.Values;

/** The {@code uevent} files: writing an action to one sends it anew. As lib/kobject_uevent.c: kobject_synth_uevent(). */
final class Uevents {
    private static final Set<String> ACTIONS =
            Set.of("add", "remove", "change", "move", "online", "offline", "bind", "unbind");
    private static final Pattern ARGUMENTS = Pattern.compile(
            "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}( [A-Za-z0-9]+=[A-Za-z0-9]+)*");

    private Uevents() {}

    /** Something that has a {@code uevent} file. */
    record Source(String devicePath, String subsystem, List<String> environment) {
        /** The driver that it is bound to, or the bus that it is on. */
        private String driver() {
            return environment.stream()
                    .flatMap(String::lines)
                    .filter(pair -> pair.startsWith("DRIVER="))
                    .map(pair -> pair.substring("DRIVER=".length()))
                    .findFirst()
                    .orElse(subsystem);
        }
    }

    /** The {@code uevent} file of something that is always there. */
    static Attribute<TreeContext> file(Kernel kernel, String devicePath, String subsystem) {
        Source source = new Source(devicePath, subsystem, List.of());
        return Attribute.readWrite("uevent", _ -> "", (_, value, _) -> send(kernel, source, value));
    }

    /** The {@code uevent} file of a bus, a driver or a module, which tells nothing. */
    static Attribute<TreeContext> mute(Kernel kernel, String path, String subsystem) {
        Source source = new Source(path, subsystem, List.of());
        return Attribute.writeOnly("uevent", (_, value, _) -> synthesize(kernel, source, value));
    }

    /** As drivers/base/core.c: uevent_store(), of a device. */
    static void send(Kernel kernel, Source source, String value) throws ErrnoException {
        try {
            synthesize(kernel, source, value);
        } catch (ErrnoException e) {
            kernel.error(
                    "%s %s: uevent: failed to send synthetic uevent: -%d",
                    source.driver(),
                    source.devicePath().substring(source.devicePath().lastIndexOf('/') + 1),
                    e.number());
            throw e;
        }
    }

    private static void synthesize(Kernel kernel, Source source, String value) throws ErrnoException {
        String[] words = words(value);
        Optional<String> trouble = trouble(words);
        if (trouble.isPresent()) {
            kernel.warn("synth uevent: %s: %s", source.devicePath(), trouble.get());
            throw Values.invalid(value, "an action");
        }
        String[] environment = Stream.concat(
                        arguments(words.length == 2 ? words[1] : "0"), source.environment().stream())
                .toArray(String[]::new);
        kernel.uevent(words[0], source.devicePath(), source.subsystem(), environment);
    }

    /** What marks a uevent as one that was asked for, and says by whom and with what. */
    private static Stream<String> arguments(String text) {
        String[] words = text.split(" ", -1);
        return IntStream.range(0, words.length).mapToObj(i -> (i == 0 ? "SYNTH_UUID=" : "SYNTH_ARG_") + words[i]);
    }

    /**
     * Refuses what is no action, and otherwise does nothing.
     *
     * @param value what was written: the action, and perhaps a UUID and names with values
     * @throws ErrnoException EINVAL if it is not such
     */
    static void requireAction(String value) throws ErrnoException {
        if (trouble(words(value)).isPresent()) {
            throw Values.invalid(value, "an action");
        }
    }

    private static String[] words(String value) {
        return Values.word(value).split(" ", 2);
    }

    private static Optional<String> trouble(String[] words) {
        if (!ACTIONS.contains(words[0])) {
            return Optional.of("unknown uevent action string");
        }
        return words.length == 2 && !ARGUMENTS.matcher(words[1]).matches()
                ? Optional.of("incorrect uevent action arguments")
                : Optional.empty();
    }
}
