package memplug.cli;

import java.io.File;
import java.util.List;
import java.util.Optional;

/** Programs of the host, as a shell looks for them. */
final class Programs {
    /** What is below these is there only once the machine is. */
    private static final List<String> OF_THE_MACHINE = List.of("/sys/", "/proc/", "/dev/");

    private static final String DEFAULT_PATH = "/usr/local/bin:/usr/bin:/bin";

    private Programs() {}

    /**
     * Checks that a command can be started, so that nothing begins if it cannot.
     *
     * @param name a name to look for in PATH, or a path
     * @throws Failure if it is not there, or cannot be executed
     */
    static void requireCommand(String name) throws Failure {
        if (OF_THE_MACHINE.stream().anyMatch(name::startsWith)) {
            return;
        }
        File file = find(name).orElseThrow(() -> new Failure(ExitStatus.NOT_FOUND, name + ": command not found"));
        if (file.isDirectory()) {
            throw new Failure(ExitStatus.NOT_EXECUTABLE, name + ": is a directory");
        }
        if (!file.canExecute()) {
            throw new Failure(ExitStatus.NOT_EXECUTABLE, name + ": may not be executed");
        }
    }

    /**
     * Checks that a program is there that memplug itself needs.
     *
     * @param name its name
     * @param origin the package that has it
     * @throws Failure if it is not there
     */
    static void require(String name, String origin) throws Failure {
        if (find(name).isEmpty()) {
            throw new Failure(ExitStatus.UNAVAILABLE, "needs the program " + name + ", of " + origin);
        }
    }

    /** {@return the first executable file of that name, or else the first file} */
    private static Optional<File> find(String name) {
        if (name.isEmpty() || name.indexOf('/') >= 0) {
            return Optional.of(new File(name)).filter(File::exists);
        }
        File found = null;
        for (String directory :
                System.getenv().getOrDefault("PATH", DEFAULT_PATH).split(":", -1)) {
            File file = new File(directory.isEmpty() ? "." : directory, name);
            if (file.isFile() && (found == null || !found.canExecute())) {
                found = file;
            }
        }
        return Optional.ofNullable(found);
    }
}
