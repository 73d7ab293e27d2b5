package memplug.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import memplug.cli.Memplug.Finished;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A user who is not root. What that user needs is copied to where it can be read: a home directory may not be. */
class UnprivilegedTest {
    private static final List<String> AS_NOBODY =
            List.of("setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", "--inh-caps=-all", "--");

    private static final Path NAMESPACES = Memplug.ROOT.resolve("memplug-cli/src/main/sh/enter-namespaces.sh");
    private static final Path MACHINE = Memplug.ROOT.resolve("machines/reference.yaml");

    @TempDir
    private Path copies;

    @BeforeEach
    void copy() throws Exception {
        Requirements.mounting();
        Requirements.programs("setpriv", "unshare");
        List<String> copy =
                new ArrayList<>(List.of("sh", "-ec", "cp -r --parents \"$@\" \"$0\"; chmod -R a+rX \"$0\""));
        copy.add(copies.toString());
        copy.addAll(List.of(NAMESPACES.toString(), MACHINE.toString()));
        classPath().forEach(copy::add);
        assertThat(finish(copy)).isEqualTo(new Finished(0, "", ""));
        assertThat(finish(asNobody("unshare", "--user", "--map-root-user", "true"))
                        .status())
                .as("user namespaces")
                .isZero();
    }

    @Test
    void run_givesTheCommandTheMachine() throws Exception {
        var finished = run("sh", "-ec", """
                id -u
                echo unplugged >/sys/bus/dax/devices/dax0.0/state
                cat /sys/bus/dax/devices/dax0.0/state
                stat -c '%F %t:%T %U' /dev/dax0.0
                echo lost >/dev/null
                tail -n +3 /proc/net/dev | cut -d: -f1
                exit 5
                """);

        assertThat(finished).isEqualTo(new Finished(5, """
                0
                unplugged
                character special file fc:0 root
                    lo
                """, ""));
    }

    @Test
    void mount_isRefusedInALine() throws Exception {
        List<String> line =
                copied(Memplug.of("mount", at(MACHINE), copies.toString()).line());

        assertThat(finish(asNobody(line.toArray(String[]::new))))
                .isEqualTo(new Finished(
                        ExitStatus.NO_PERMISSION,
                        "",
                        "memplug: EPERM: mount " + copies + " (mounting takes root; memplug run does not)\n"));
    }

    private Finished run(String... command) throws Exception {
        List<String> line = new ArrayList<>(List.of("sh", "-c", ". \"$0\"; enter_namespaces \"$@\"", at(NAMESPACES)));
        line.addAll(copied(Memplug.of("run", at(MACHINE), "--").line()));
        line.addAll(List.of(command));
        return finish(asNobody(line.toArray(String[]::new)));
    }

    private List<String> copied(List<String> line) {
        String classPath =
                String.join(File.pathSeparator, classPath().map(this::at).toList());
        return line.stream()
                .map(word -> word.equals(System.getProperty("java.class.path")) ? classPath : word)
                .toList();
    }

    private static Stream<String> classPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> new File(entry).exists())
                .filter(entry -> Stream.of("memplug-", "picocli", "snakeyaml").anyMatch(entry::contains));
    }

    private String at(Object original) {
        return copies + original.toString();
    }

    private static List<String> asNobody(String... line) {
        return Stream.concat(AS_NOBODY.stream(), Stream.of(line)).toList();
    }

    private static Finished finish(List<String> line) throws Exception {
        Process process = new ProcessBuilder(line).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String errors = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Finished(process.waitFor(), output, errors);
    }
}
