package memplug.fuse;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class InterruptsTest {
    private final Interrupts interrupts = new Interrupts();
    private final RequestTask task = new RequestTask(42, () -> {});

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
        var later = new RequestTask(44, () -> {});
        interrupts.begin(task);

        interrupts.interruptAll();
        interrupts.begin(later);

        assertThat(task.signalPending()).isTrue();
        assertThat(later.signalPending()).isTrue();
    }
}
