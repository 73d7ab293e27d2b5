package memplug.tree.sysfs;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
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
    record Source(String devicePath, String subsystem, List<String> environment) {}

    /** The {@code uevent} file of something that is always there. */
    static Attribute<TreeContext> file(Kernel kernel, String devicePath, String subsystem) {
        Source source = new Source(devicePath, subsystem, List.of());
        return Attribute.readWrite("uevent", _ -> "", (_, value, _) -> send(kernel, source, value));
    }

    /** The {@code uevent} file of a bus, a driver or a module, which tells nothing. */
    static Attribute<TreeContext> mute(Kernel kernel, String devicePath, String subsystem) {
        return Attribute.writeOnly(
                "uevent",
                Objects.requireNonNull(file(kernel, devicePath, subsystem).store()));
    }

    static void send(Kernel kernel, Source source, String value) throws ErrnoException {
        kernel.uevent(
                action(value),
                source.devicePath(),
                source.subsystem(),
                source.environment().toArray(String[]::new));
    }

    /**
     * {@return the action that is to be sent}
     *
     * @param value what was written: the action, and perhaps a UUID and names with values
     * @throws ErrnoException EINVAL if it is not such
     */
    static String action(String value) throws ErrnoException {
        String[] words = Values.word(value).split(" ", 2);
        if (!ACTIONS.contains(words[0])
                || (words.length == 2 && !ARGUMENTS.matcher(words[1]).matches())) {
            throw Values.invalid(value, "an action");
        }
        return words[0];
    }
}
