package memplug.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The program, in a process of its own as a user would run it. */
final class Memplug {
    /** The project. */
    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    /** As in {@code src/main/sh/java-options.sh}. Only the native access is that of a class path. */
    private static final List<String> JAVA_OPTIONS = List.of(
            "-XX:+UseSerialGC", "-XX:-UsePerfData", "-XX:ActiveProcessorCount=4", "--enable-native-access=ALL-UNNAMED");

    private static final int PATIENCE_SECONDS = 120;

    private final List<String> command = new ArrayList<>();
    private final ProcessBuilder builder = new ProcessBuilder(command);
    private String input = "";
    private int patienceSeconds = PATIENCE_SECONDS;

    private Memplug(List<String> arguments) {
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JAVA_OPTIONS);
        command.addAll(List.of("-Dmemplug.home=" + ROOT, "-cp", System.getProperty("java.class.path")));
        command.add(Main.class.getName());
        command.addAll(arguments);
        with("LC_ALL", "C.UTF-8");
    }

    /**
     * How it ended.
     *
     * @param status its exit status
     * @param output what it printed
     * @param errors what it printed to standard error
     */
    record Finished(int status, String output, String errors) {}

    /** The program with arguments. */
    static Memplug of(String... arguments) {
        return new Memplug(List.of(arguments));
    }

    /** A command that is run on one of the machines of {@code machines/}. The test is skipped where that cannot be. */
    static Memplug on(String machine, String... command) throws IOException {
        Requirements.mounting();
        List<String> arguments = new ArrayList<>(
                List.of("run", ROOT.resolve("machines/" + machine + ".yaml").toString()));
        arguments.add("--");
        arguments.addAll(List.of(command));
        return new Memplug(arguments);
    }

    /** This, with a variable in its environment. */
    Memplug with(String variable, String value) {
        builder.environment().put(variable, value);
        return this;
    }

    /** This, in a working directory. */
    Memplug in(Path directory) {
        builder.directory(directory.toFile());
        return this;
    }

    /** This, with something to read. */
    Memplug stdin(String text) {
        input = text;
        return this;
    }

    /** This, which may take longer than others by a time. */
    Memplug longerBy(int seconds) {
        patienceSeconds = PATIENCE_SECONDS + seconds;
        return this;
    }

    /** Starts it, with pipes for its standard streams. */
    Process start() throws IOException {
        return builder.start();
    }

    /** The whole command line, to be run by another program. */
    List<String> line() {
        return List.copyOf(command);
    }

    /** Runs it to its end. */
    Finished run() throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("memplug-run");
        File stdin = Files.writeString(directory.resolve("stdin"), input).toFile();
        File stdout = directory.resolve("stdout").toFile();
        File stderr = directory.resolve("stderr").toFile();
        try {
            Process process = builder.redirectInput(stdin)
                    .redirectOutput(stdout)
                    .redirectError(stderr)
                    .start();
            boolean ended = process.waitFor(patienceSeconds, TimeUnit.SECONDS);
            if (!ended) {
                // What it runs ends with it.
                process.destroyForcibly().waitFor();
            }
            Finished finished = new Finished(process.exitValue(), read(stdout), read(stderr));
            if (!ended) {
                throw new AssertionError("still running after " + patienceSeconds + " s: " + finished);
            }
            return finished;
        } finally {
            for (File file : List.of(stdin, stdout, stderr)) {
                Files.deleteIfExists(file.toPath());
            }
            Files.delete(directory);
        }
    }

    private static String read(File file) throws IOException {
        return file.exists() ? Files.readString(file.toPath()) : "";
    }
}
