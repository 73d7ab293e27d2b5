package memplug.fuse.oracle;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import memplug.tree.Errno;
import org.jspecify.annotations.Nullable;

/**
 * What a write may be answered.
 *
 * @param succeeds whether it may succeed
 * @param errors the numbers of the errors that it may be answered with, above 0
 * @param onSuccess what it leaves behind if it succeeds
 * @param onError what it leaves behind if it does not
 * @param readsBack what the file shows after it succeeded, newline included; null if it shows nothing in particular
 */
public record Expected(
        boolean succeeds,
        Set<Integer> errors,
        Effect onSuccess,
        Effect onError,
        @Nullable String readsBack) {
    /** As fs/kernfs/file.c: more than a page of what is written does not count. */
    private static final int PAGE_BYTES = 4096;

    /** The protocol carries numbers below this one; others become EIO. */
    private static final int CARRIED = 512;

    /** What a write leaves behind. */
    public enum Effect {
        /** The machine is as before. */
        NONE,
        /** The machine may have changed. */
        CHANGE
    }

    /** Keeps its own copy of the errors. */
    public Expected {
        errors = Set.copyOf(errors);
    }

    static Expected done() {
        return new Expected(true, Set.of(), Effect.CHANGE, Effect.NONE, null);
    }

    static Expected doneAndReads(String text) {
        return new Expected(true, Set.of(), Effect.CHANGE, Effect.NONE, text);
    }

    static Expected nothing() {
        return new Expected(true, Set.of(), Effect.NONE, Effect.NONE, null);
    }

    static Expected error(Errno... errors) {
        Set<Integer> numbers = Arrays.stream(errors).map(Errno::number).collect(Collectors.toSet());
        return new Expected(false, numbers, Effect.NONE, Effect.NONE, null);
    }

    /** What a notifier said, below 0, as far as the protocol carries it. */
    static Expected veto(int number) {
        int error = number > -CARRIED ? -number : Errno.EIO.number();
        return new Expected(false, Set.of(error), Effect.NONE, Effect.NONE, null);
    }

    /** As this, and not all that was done before an error is undone. */
    Expected leavingChanges() {
        return new Expected(succeeds, errors, onSuccess, Effect.CHANGE, readsBack);
    }

    /** As this, or any of some errors. */
    Expected or(Errno... others) {
        Set<Integer> all = new TreeSet<>(errors);
        Arrays.stream(others).forEach(error -> all.add(error.number()));
        return new Expected(succeeds, all, onSuccess, onError, readsBack);
    }

    /** As this, or done. */
    Expected orDone() {
        return new Expected(true, errors, Effect.CHANGE, onError, null);
    }

    /** {@return as this, or interrupted, with pages moved before that} */
    public Expected orInterrupted() {
        return or(Errno.EINTR).leavingChanges();
    }

    /**
     * {@return whether an answer is one of these}
     *
     * @param answer how many bytes were taken, or the negated number of an error
     * @param length how many bytes were written
     */
    public boolean allows(long answer, int length) {
        return answer >= 0 ? succeeds && answer == Math.min(length, PAGE_BYTES) : errors.contains((int) -answer);
    }

    /**
     * {@return what an answer leaves behind}
     *
     * @param answer how many bytes were taken, or the negated number of an error
     */
    public Effect effectOf(long answer) {
        return answer >= 0 ? onSuccess : onError;
    }

    /**
     * {@return an answer in words}
     *
     * @param answer how many bytes were taken, or the negated number of an error
     */
    public static String describe(long answer) {
        return answer >= 0 ? answer + " bytes taken" : name((int) -answer);
    }

    private static String name(int error) {
        return Errno.of(error).map(Errno::name).orElse("error " + error);
    }

    @Override
    public String toString() {
        String names = errors.stream().sorted().map(Expected::name).collect(Collectors.joining(" or "));
        if (!succeeds) {
            return names;
        }
        return names.isEmpty() ? "success" : "success or " + names;
    }
}
