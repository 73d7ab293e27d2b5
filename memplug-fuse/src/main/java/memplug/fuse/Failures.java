package memplug.fuse;

import java.util.function.Consumer;

/** Where defects are reported to, even if the listener has one itself. */
record Failures(Consumer<? super Throwable> listener) {
    void add(Throwable failure) {
        try {
            listener.accept(failure);
        } catch (RuntimeException e) {
            e.addSuppressed(failure);
            e.printStackTrace();
        }
    }
}
