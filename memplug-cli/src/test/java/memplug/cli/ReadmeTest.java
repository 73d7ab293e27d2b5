package memplug.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What README.md shows of a machine is what there is to be seen. */
class ReadmeTest {
    private static final String START = "$ ./memplug ";
    private static final String PROMPT = "# ";

    /** Shells differ in how they say it. */
    private static final String WRITE_ERROR = "(?m)^(/bin/)?sh: .*echo: .*(I/O error|Input/output error)$";

    @Test
    void machineForACommand_isAsItIsShown() throws Exception {
        Requirements.mounting();
        Requirements.programs("lsmem", "dmesg", "timeout");
        List<String> shown = session();
        String script = shown.stream()
                .filter(line -> line.startsWith(PROMPT))
                .map(line -> "echo '%s'%n%s".formatted(line.replace("'", "'\\''"), line.substring(PROMPT.length())))
                .collect(Collectors.joining("\n", "exec 2>&1\n", "\n"));

        var finished = Memplug.of(shown.getFirst().substring(START.length()).split(" "))
                .in(Memplug.ROOT)
                .with("SHELL", "/bin/sh")
                .stdin(script)
                .run();

        String all = finished.errors() + finished.output();
        assertThat(withoutShell(all)).isEqualTo(withoutShell(text(shown.subList(1, shown.size()))));
    }

    /** The lines of the console blocks from the one that starts a shell on a machine to the end of its section. */
    private static List<String> session() throws Exception {
        List<String> shown = new ArrayList<>();
        boolean isShown = false;
        for (String line : Files.readAllLines(Memplug.ROOT.resolve("README.md"))) {
            if (line.startsWith("## ") && !shown.isEmpty()) {
                return shown;
            }
            if (line.startsWith("```")) {
                isShown = line.equals("```console");
            } else if (isShown && (!shown.isEmpty() || line.startsWith(START + "run "))) {
                shown.add(line);
            }
        }
        throw new AssertionError("no section that starts a shell");
    }

    private static String text(List<String> lines) {
        return lines.stream().map(line -> line + "\n").collect(Collectors.joining());
    }

    private static String withoutShell(String output) {
        return output.replaceAll(WRITE_ERROR, "sh: I/O error");
    }
}
