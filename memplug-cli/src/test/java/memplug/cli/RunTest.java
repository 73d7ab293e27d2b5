package memplug.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import memplug.cli.Memplug.Finished;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a command on a machine sees, and what comes of it. */
class RunTest {
    @ParameterizedTest
    @CsvSource({"exit 0, 0", "exit 5, 5", "kill -TERM $$, 143", "kill -SEGV $$, 139"})
    void status_isTheCommands(String script, int status) throws Exception {
        assertThat(Memplug.on("small", "sh", "-c", script).run()).isEqualTo(new Finished(status, "", ""));
    }

    @ParameterizedTest
    @CsvSource({
        "no-such-command, 127, command not found",
        "/no/such/command, 127, command not found",
        "/etc/passwd, 126, may not be executed",
        "/tmp, 126, is a directory"
    })
    void command_thatCannotBeRun_isSaid(String command, int status, String message) throws Exception {
        assertThat(Memplug.on("small", command).run())
                .isEqualTo(new Finished(status, "", "memplug: " + command + ": " + message + "\n"));
    }

    @Test
    void streams_areTheCommands() throws Exception {
        assertThat(Memplug.on("small", "sh", "-c", "cat; echo error >&2")
                        .stdin("in\n")
                        .run())
                .isEqualTo(new Finished(0, "in\n", "error\n"));
    }

    @Test
    void arguments_arePassedOnAsTheyAre() throws Exception {
        assertThat(Memplug.on("small", "printf", "%s;", "--help", "@file", "", "--", "a b", "$HOME")
                        .run())
                .isEqualTo(new Finished(0, "--help;@file;;--;a b;$HOME;", ""));
    }

    @Test
    void noCommand_isAShellThatIsToldWhereItIs() throws Exception {
        var finished = Memplug.on("reference")
                .with("SHELL", "/bin/sh")
                .stdin("cd /sys/bus; ls dax/devices; exit 3")
                .run();

        assertThat(finished)
                .isEqualTo(new Finished(
                        3,
                        "dax0.0\n",
                        "memplug: reference is at /sys, /proc and /dev until you exit: "
                                + "node0 3.00 GiB, dax0.0 1006 MiB (offline)\n"));
    }

    @Test
    void files_areTheMachinesAndTheHosts() throws Exception {
        var finished = Memplug.on("reference", "sh", "-ec", """
                        echo $MEMPLUG_MACHINE
                        cat /sys/bus/dax/devices/dax0.0/state
                        head -1 /proc/meminfo
                        stat -c '%F %t:%T %a' /dev/dax0.0
                        head -1 /dev/kmsg | cut -d';' -f2
                        echo lost >/dev/null
                        ls /sys/fs/cgroup
                        """).run();

        assertThat(finished.errors()).isEmpty();
        assertThat(finished.output()).isEqualTo("""
                reference
                offline
                MemTotal:        3008500 kB
                character special file fc:0 600
                Linux version 6.12.0-memplug
                """ + outputOf("ls", "/sys/fs/cgroup"));
    }

    @Test
    void device_thatIsMade_hasItsNodeWhenTheWriteReturns() throws Exception {
        var finished = Memplug.on("hmem", "sh", "-ec", """
                        cd /sys/devices/platform/hmem.0
                        echo dax0.0 >dax0.0/driver/unbind
                        echo 0 >dax0.0/size
                        for i in 1 2 3 4 5; do echo 1 >dax_region/create; stat -c %n /dev/dax0.$i; done
                        echo dax0.3 >dax_region/delete
                        cd /dev
                        echo dax*
                        """).run();

        assertThat(finished).isEqualTo(new Finished(0, """
                /dev/dax0.1
                /dev/dax0.2
                /dev/dax0.3
                /dev/dax0.4
                /dev/dax0.5
                dax0.0 dax0.1 dax0.2 dax0.4 dax0.5
                """, ""));
    }

    @Test
    void hostsLog_cannotBeCleared() throws Exception {
        Requirements.programs("dmesg");

        assertThat(Memplug.on("small", "dmesg", "--clear").run())
                .isEqualTo(new Finished(1, "", "dmesg: clear kernel buffer failed: Operation not permitted\n"));
    }

    @Test
    void network_isOfItsOwnWithALoopbackThatIsUp() throws Exception {
        var finished = Memplug.on("small", "bash", "-c", """
                        tail -n +3 /proc/net/dev | cut -d: -f1
                        : </dev/tcp/127.0.0.1/9
                        """).run();

        assertThat(finished.output().strip()).isEqualTo("lo");
        assertThat(finished.errors()).contains("Connection refused");
    }

    @Test
    void network_withNoNet_isTheHosts() throws Exception {
        Requirements.mounting();
        String small = Memplug.ROOT.resolve("machines/small.yaml").toString();

        assertThat(Memplug.of("run", "--no-net", small, "--", "readlink", "/proc/self/ns/net")
                        .run())
                .isEqualTo(new Finished(0, Files.readSymbolicLink(Path.of("/proc/self/ns/net")) + "\n", ""));
    }

    @Test
    void nothingOutside_changes() throws Exception {
        Path mounts = Path.of("/proc/self/mountinfo");
        String before = Files.readString(mounts);
        String devices = outputOf("ls", "/dev");

        try (Started guest = Started.of(Memplug.on("reference", "sh", "-c", "echo ready; cat"))) {
            guest.awaitReady();

            assertThat(Files.readString(mounts)).isEqualTo(before);
            assertThat(outputOf("ls", "/dev")).isEqualTo(devices);
            assertThat(Path.of("/sys/devices/platform/e820_pmem")).doesNotExist();
        }
    }

    @Test
    void run_onAMachine_saysThatItCannot() throws Exception {
        String small = Memplug.ROOT.resolve("machines/small.yaml").toString();
        List<String> nested = Memplug.of("run", small, "--", "true").line();

        assertThat(Memplug.on("small", nested.toArray(String[]::new)).run())
                .isEqualTo(new Finished(
                        ExitStatus.SYSTEM,
                        "",
                        "memplug: this is inside a memplug run already, which cannot be nested; "
                                + "memplug mount works here\n"));
    }

    @Test
    void fuseDevice_thatIsAnother_isSaid() throws Exception {
        Requirements.mounting();
        Requirements.programs("unshare", "mount");
        String small = Memplug.ROOT.resolve("machines/small.yaml").toString();
        List<String> line = new ArrayList<>(
                List.of("unshare", "-m", "sh", "-ec", "mount --bind /dev/null /dev/fuse; exec \"$@\"", "sh"));
        line.addAll(Memplug.of("run", small, "--", "true").line());

        Process process = new ProcessBuilder(line).redirectErrorStream(true).start();

        assertThat(process.inputReader().lines())
                .containsExactly("memplug: /dev/fuse is not the FUSE device, which has the number 10:229");
        assertThat(process.waitFor()).isEqualTo(ExitStatus.UNAVAILABLE);
    }

    @Test
    void capture_onAMachine_describesIt() throws Exception {
        var captured = Memplug.on("reference", Memplug.of("capture").line().toArray(String[]::new))
                .run();

        var checked =
                Memplug.of("check", "--json", "-").stdin(captured.output()).run();

        assertThat(checked.output()).isEqualTo("[{\"file\":\"-\",\"ok\":true,\"name\":\"reference\"}]\n");
    }

    @Test
    void hold_letsAProcessHoldMemory() throws Exception {
        Requirements.mounting();
        String small = Memplug.ROOT.resolve("machines/small.yaml").toString();

        var finished = Memplug.of(
                        "run",
                        "--no-net",
                        "--hold",
                        "redis 64MiB",
                        small,
                        "--",
                        "cat",
                        "/sys/kernel/debug/memplug/workload")
                .run();

        assertThat(finished.output()).startsWith("redis 64MiB node=0 movable ").endsWith(" whole\n");
    }

    @Test
    void hold_ofMoreThanThereIs_doesNotRun() throws Exception {
        Requirements.mounting();
        String small = Memplug.ROOT.resolve("machines/small.yaml").toString();

        assertThat(Memplug.of("run", "--hold", "redis 1TiB", small, "--", "true")
                        .run())
                .isEqualTo(new Finished(
                        64, "", "memplug: --hold 'redis 1TiB': ENOMEM: start redis 1TiB: not as much memory\n"));
    }

    private static String outputOf(String... command) throws Exception {
        Process process = new ProcessBuilder(command).start();
        return new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    }
}
