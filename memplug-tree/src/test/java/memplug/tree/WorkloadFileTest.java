package memplug.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import memplug.machine.Machine;
import memplug.machine.description.DescriptionReader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkloadFileTest {
    private static final String FILE = "/sys/kernel/debug/memplug/workload";
    private static final String STATE = "/sys/bus/dax/devices/dax0.0/state";

    private final Machine machine;
    private final Shell shell;

    WorkloadFileTest() throws Exception {
        machine = Machine.boot(DescriptionReader.read(Path.of("../machines/reference.yaml")));
        shell = new Shell(MachineTree.of(machine));
    }

    @BeforeEach
    void plug() throws ErrnoException {
        shell.write(STATE, "unplugged");
        shell.write(STATE, "online_movable");
    }

    @Test
    void start_showsWhereItsPagesAre() throws ErrnoException {
        shell.write(FILE, "start redis 256MiB node=1 movable\n");

        assertThat(shell.read(FILE)).isEqualTo("redis 256MiB node=1 movable node1/Movable=256MiB whole\n");
    }

    @Test
    void unplug_movesThem() throws ErrnoException {
        shell.write(FILE, "start redis 256MiB node=1");
        shell.write(FILE, "lock redis 16MiB");

        shell.write(STATE, "unplugged");

        assertThat(shell.read(FILE)).isEqualTo("redis 256MiB node=1 movable locked=16MiB node0/DMA32=256MiB whole\n");
        assertThat(shell.write(FILE, "check redis")).isEqualTo("check redis".length());
    }

    @Test
    void pin_holdsTheDeviceBack() throws ErrnoException {
        shell.write(FILE, "start redis 256MiB node=1");
        shell.write(FILE, "pin redis 16MiB");

        assertThatExceptionOfType(ErrnoException.class).isThrownBy(() -> shell.write(STATE, "unplugged"));

        assertThat(shell.read(FILE))
                .isEqualTo("redis 256MiB node=1 movable pinned=16MiB node0/DMA32=112MiB node1/Movable=144MiB whole\n");
        shell.write(FILE, "unpin redis");
        assertThat(shell.write(STATE, "unplugged")).isEqualTo(9);
    }

    @Test
    void pinLongTerm_movesItOutOfMovableFirst() throws ErrnoException {
        shell.write(FILE, "start rdma 256MiB node=1\npin-longterm rdma 16MiB");

        assertThat(shell.read(FILE))
                .isEqualTo("rdma 256MiB node=1 movable pinned=16MiB node0/DMA32=16MiB node1/Movable=240MiB whole\n");
        assertThat(shell.write(STATE, "unplugged")).isEqualTo(9);
    }

    @Test
    void severalLines_areDoneInOrder() throws ErrnoException {
        shell.write(FILE, "start redis 4MiB node=1\nfork redis child\nwrite child 1MiB\nstop redis\n");

        assertThat(shell.read(FILE)).isEqualTo("child 4MiB node=1 movable node1/Movable=4MiB whole\n");
    }

    @ParameterizedTest
    @CsvSource({
        "start redis, EINVAL",
        "start redis much, EINVAL",
        "start redis 0B, EINVAL",
        "start redis 4MiB node=7, EINVAL",
        "start redis 4MiB node=x, EINVAL",
        "start redis 4MiB whatever, EINVAL",
        "start redis 64GiB, ENOMEM",
        "start slab 2GiB bind=1 slab, ENOMEM",
        "start there 4MiB, EEXIST",
        "fork there there, EEXIST",
        "fork there, EINVAL",
        "stop redis, ESRCH",
        "pin redis 4MiB, ESRCH",
        "pin there x, EINVAL",
        "touch there, EINVAL",
        "check redis, ESRCH",
        "dance there, EINVAL",
        "'', EINVAL"
    })
    void line_thatCannotBeDone_saysWhy(String line, Errno expected) throws ErrnoException {
        shell.write(FILE, "start there 4MiB node=1");
        var before = machine.fingerprint();

        assertThatExceptionOfType(ErrnoException.class)
                .isThrownBy(() -> shell.write(FILE, line + "\n"))
                .satisfies(failure -> assertThat(failure.number()).isEqualTo(expected.number()));

        assertThat(machine.fingerprint()).isEqualTo(before);
    }

    @Test
    void nrHugepages_setsThePool() throws ErrnoException {
        String pool = "/sys/devices/system/node/node1/hugepages/hugepages-2048kB/";

        shell.write(pool + "nr_hugepages", "8");

        assertThat(shell.read(pool + "free_hugepages")).isEqualTo("8\n");
        assertThat(shell.read("/proc/meminfo"))
                .contains("HugePages_Total:       8\n")
                .contains("HugePages_Free:        8\n");
        assertThat(shell.write(STATE, "unplugged")).isEqualTo(9);
        assertThat(shell.read("/proc/meminfo")).contains("HugePages_Total:       0\n");
        assertThat(machine.audit()).isEmpty();
    }
}
