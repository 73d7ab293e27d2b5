package memplug.tree.procfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import memplug.machine.kernel.Kernel;
import memplug.machine.kernel.Task;
import memplug.tree.ErrnoException;
import memplug.tree.OpenFile;
import org.junit.jupiter.api.Test;

class KmsgTest {
    private static final int ROOM = 8192;

    private final Kernel kernel = new Kernel();
    private final OpenFile device = new DeviceKmsg(kernel);
    private final OpenFile proc = new ProcKmsg(kernel.log());

    @Test
    void readDevice_givesOneRecordAtATime() throws ErrnoException {
        kernel.info("first");
        kernel.warn("second");

        assertThat(read(device)).isEqualTo("6,0,100,-;first\n");
        assertThat(read(device)).isEqualTo("4,1,200,-;second\n");
    }

    @Test
    void readDevice_specialCharacters_escapesThem() throws ErrnoException {
        kernel.info("a\\b\tcä");

        assertThat(read(device)).isEqualTo("6,0,100,-;a\\x5cb\\x09c\\xc3\\xa4\n");
    }

    @Test
    void readDevice_recordThatHasNoRoom_isRefusedAndPassedOver() throws ErrnoException {
        kernel.info("first");
        kernel.info("second");

        assertThatThrownBy(() -> device.read(0, 15, Task.PLAIN)).hasMessageStartingWith("EINVAL");
        assertThat(read(device)).isEqualTo("6,1,200,-;second\n");
    }

    @Test
    void readDevice_linesOverwritten_saysSoOnceAndGoesOn() throws ErrnoException {
        kernel.info("line");
        read(device);
        while (kernel.log().forgotten() < 3) {
            kernel.info("line");
        }

        assertThatThrownBy(() -> read(device)).hasMessageStartingWith("EPIPE");
        assertThat(read(device)).isEqualTo("6,3,400,-;line\n");
    }

    @Test
    void read_nothingNewAndNoWaiting_isEagain() {
        assertThatThrownBy(() -> read(device)).hasMessageStartingWith("EAGAIN");
        assertThatThrownBy(() -> read(proc)).hasMessageStartingWith("EAGAIN");
    }

    @Test
    void read_signalWhileWaiting_isEintr() {
        Task signalled = () -> true;

        assertThatThrownBy(() -> device.read(0, ROOM, signalled)).hasMessageStartingWith("EINTR");
        assertThatThrownBy(() -> proc.read(0, ROOM, signalled)).hasMessageStartingWith("EINTR");
    }

    @Test
    void read_signalButLinesThere_givesThem() throws ErrnoException {
        kernel.info("line");

        assertThat(device.read(0, ROOM, () -> true)).isNotEmpty();
    }

    @Test
    void read_lineComesWhileWaiting_givesIt() throws ErrnoException {
        Task waiting = new Task() {
            @Override
            public boolean signalPending() {
                return false;
            }

            @Override
            public boolean tryAgain() {
                kernel.info("at last");
                return true;
            }
        };

        assertThat(text(device.read(0, ROOM, waiting))).isEqualTo("6,0,100,-;at last\n");
    }

    @Test
    void open_beginsAtTheOldestLineThatIsKept() throws ErrnoException {
        while (kernel.log().forgotten() < 2) {
            kernel.info("line");
        }

        assertThat(read(new DeviceKmsg(kernel))).isEqualTo("6,2,300,-;line\n");
    }

    @Test
    void pollDevice_saysWhetherThereIsALine() {
        assertThat(device.poll(() -> {})).isZero();

        kernel.info("line");

        assertThat(device.poll(() -> {})).isEqualTo(OpenFile.POLLIN);
    }

    @Test
    void pollDevice_linesOverwritten_saysError() {
        while (kernel.log().forgotten() == 0) {
            kernel.info("line");
        }

        assertThat(device.poll(() -> {})).isEqualTo(OpenFile.POLLIN | OpenFile.POLLERR | OpenFile.POLLPRI);
    }

    @Test
    void poll_lineComes_wakesOnce() throws InterruptedException {
        CountDownLatch woken = new CountDownLatch(2);
        device.poll(woken::countDown);
        proc.poll(woken::countDown);

        kernel.info("line");

        assertThat(woken.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void writeDevice_addsALineAtTheLevelOfItsPrefix() throws ErrnoException {
        write("<6>hello\n");
        write("<11>of a daemon");
        write("plain\n");

        assertThat(read(device)).isEqualTo("6,0,100,-;hello\n");
        assertThat(read(device)).isEqualTo("3,1,200,-;of a daemon\n");
        assertThat(read(device)).isEqualTo("4,2,300,-;plain\n");
    }

    @Test
    void writeDevice_tooLong_isEinval() {
        assertThatThrownBy(() -> write("x".repeat(1025))).hasMessageStartingWith("EINVAL");
    }

    @Test
    void readProc_givesAllLinesThatHaveRoom() throws ErrnoException {
        kernel.info("first");
        kernel.error("second");

        assertThat(read(proc)).isEqualTo("<6>[    0.000100] first\n<3>[    0.000200] second\n");
    }

    @Test
    void readProc_lineLongerThanTheRoom_isReadInPieces() throws ErrnoException {
        kernel.info("first");
        kernel.info("second");

        assertThat(text(proc.read(0, 20, Task.PLAIN))).isEqualTo("<6>[    0.000100] fi");
        assertThat(text(proc.read(0, 20, Task.PLAIN))).isEqualTo("rst\n");
    }

    private int write(String text) throws ErrnoException {
        return device.write(0, text.getBytes(StandardCharsets.UTF_8), Task.PLAIN);
    }

    private static String read(OpenFile file) throws ErrnoException {
        return text(file.read(0, ROOM, Task.PLAIN));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
