package memplug.fuse;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import memplug.fuse.wire.Request;
import org.junit.jupiter.api.Test;

final class InterruptsTest {
    private final Interrupts interrupts = new Interrupts();
    private final RequestTask task = task(42);

    private static RequestTask task(long unique) {
        var header = ByteBuffer.allocate(Request.HEADER_BYTES).order(ByteOrder.nativeOrder());
        header.putLong(8, unique);
        return new RequestTask(new Request(header), () -> {});
    }

    @Test
    void interrupt_requestUnderWay_isPendingAndEndsWaiting() {
        interrupts.begin(task);
        assertThat(task.signalPending()).isFalse();
        assertThat(task.tryAgain()).isTrue();

        interrupts.interrupt(42);

        assertThat(task.signalPending()).isTrue();
        assertThat(task.tryAgain()).isFalse();
    }

    @Test
    void interrupt_beforeTheRequestBegan_isPendingThen() {
        interrupts.interrupt(42);

        interrupts.begin(task);

        assertThat(task.signalPending()).isTrue();
    }

    @Test
    void interrupt_anotherRequest_changesNothing() {
        interrupts.begin(task);

        interrupts.interrupt(44);

        assertThat(task.signalPending()).isFalse();
    }

    @Test
    void interruptAll_requestsOfNowAndLater_arePending() {
        var later = task(44);
        interrupts.begin(task);

        interrupts.interruptAll();
        interrupts.begin(later);

        assertThat(task.signalPending()).isTrue();
        assertThat(later.signalPending()).isTrue();
    }
}
