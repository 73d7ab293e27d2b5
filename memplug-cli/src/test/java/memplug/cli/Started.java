package memplug.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A command on a machine that is running, and says {@code ready} in a line of its own when it is. */
final class Started implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;

    private final Process process;
    private final BufferedReader output;

    private Started(Process process) {
        this.process = process;
        this.output = process.inputReader(UTF_8);
    }

    static Started of(Memplug memplug) throws IOException {
        return new Started(memplug.start());
    }

    static Started of(String... command) throws IOException {
        return new Started(new ProcessBuilder(command).start());
    }

    long pid() {
        return process.pid();
    }

    /** What it printed until it was ready. */
    String awaitReady() throws IOException {
        StringBuilder before = new StringBuilder();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.strip().equals("ready")) {
                return before.toString();
            }
            before.append(line).append('\n');
        }
        throw new AssertionError("ended before it was ready: " + before + errors());
    }

    /** The next line that it prints. */
    String nextLine() throws IOException {
        return Objects.requireNonNullElse(output.readLine(), "");
    }

    /** What it prints from now on, until it ends. */
    String restOfOutput() throws IOException {
        return String.join("\n", output.lines().toList());
    }

    String errors() throws IOException {
        return new String(process.getErrorStream().readAllBytes(), UTF_8);
    }

    /** Types something, if it is on a terminal. */
    void type(String text) throws IOException {
        OutputStream keyboard = process.getOutputStream();
        keyboard.write(text.getBytes(UTF_8));
        keyboard.flush();
    }

    /** Sends it a signal. */
    void kill(String signal) throws IOException, InterruptedException {
        kill(signal, pid());
    }

    static void kill(String signal, long pid) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + signal, Long.toString(pid))
                .inheritIO()
                .start()
                .waitFor();
    }

    int awaitEnd() throws InterruptedException {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("still running after " + PATIENCE_SECONDS + " s");
        }
        return process.exitValue();
    }

    /** Waits until no process is left in a mount namespace, and so nothing is mounted there. */
    static void awaitGone(String namespace) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (isInUse(namespace)) {
            if (System.nanoTime() > end) {
                throw new AssertionError("still in use: " + namespace);
            }
            Thread.onSpinWait();
        }
    }

    private static boolean isInUse(String namespace) throws IOException {
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            return processes
                    .filter(each ->
                            Character.isDigit(each.getFileName().toString().charAt(0)))
                    .anyMatch(each -> namespaceOf(each).equals(namespace));
        }
    }

    private static String namespaceOf(Path process) {
        try {
            return Files.readSymbolicLink(process.resolve("ns/mnt")).toString();
        } catch (IOException _) {
            return "";
        }
    }

    /** Ends it, however it takes that. */
    @Override
    public void close() {
        process.destroyForcibly();
    }
}
