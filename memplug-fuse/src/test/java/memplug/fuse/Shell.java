package memplug.fuse;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Programs, run as a user would. */
final class Shell {
    private static final long PATIENCE_SECONDS = 30;

    private Shell() {}

    static Process start(Path directory, String... command) throws IOException {
        var builder = new ProcessBuilder(List.of(command)).directory(directory.toFile());
        builder.environment().put("LC_ALL", "C");
        return builder.redirectErrorStream(true).start();
    }

    static String run(Path directory, String... command) throws IOException {
        return output(start(directory, command));
    }

    static String output(Process process) throws IOException {
        try (var stdout = process.getInputStream()) {
            String output = new String(stdout.readAllBytes(), UTF_8);
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("still running: " + process.info());
            }
            return output.stripTrailing();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
