package memplug.machine.kernel;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The one lock that everything takes which adds, removes, onlines or offlines memory, as the kernel's
 * device_hotplug_lock. Whoever holds it may ask for the task it is held for.
 */
public final class HotplugLock {
    private static final int RETRY_MILLISECONDS = 5;

    private final ReentrantLock lock = new ReentrantLock(true);
    private final SequencedSet<Runnable> work = new LinkedHashSet<>();
    private Task task = Task.PLAIN;
    private volatile @Nullable Progress progress;

    /** The lock being held; closing gives it up. */
    public interface Held extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Takes the lock, however long that takes.
     *
     * @param holder for whom
     * @return what to close to give it up
     */
    public Held hold(Task holder) {
        lock.lock();
        return held(holder);
    }

    /**
     * Takes the lock unless a signal comes first. As drivers/base/core.c: lock_device_hotplug_sysfs(), which tries,
     * sleeps 5 ms and restarts the system call.
     *
     * @param holder for whom
     * @return what to close to give it up, or nothing if a signal came
     */
    public Optional<Held> holdUnlessSignalled(Task holder) {
        try {
            while (!lock.tryLock() && !lock.tryLock(RETRY_MILLISECONDS, TimeUnit.MILLISECONDS)) {
                if (holder.signalPending()) {
                    return Optional.empty();
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
        return Optional.of(held(holder));
    }

    private Held held(Task holder) {
        Task outer = task;
        task = holder;
        return () -> {
            try {
                doWork();
            } finally {
                task = outer;
                if (lock.getHoldCount() == 1) {
                    progress = null;
                }
                lock.unlock();
            }
        };
    }

    /** Whoever gives the lock up does first what was left to be done; work may leave more. */
    private void doWork() {
        while (lock.getHoldCount() == 1 && !work.isEmpty()) {
            try (var _ = hold(Task.WORKER)) {
                work.removeFirst().run();
            }
        }
    }

    /**
     * Leaves work to be done as soon as the operation that holds the lock has ended and before anybody else gets it: what a
     * workqueue is to the kernel. Work that is left already is not left twice.
     *
     * @param item what is to be done, under the lock and for no task
     */
    public void whenDone(Runnable item) {
        requireHeld();
        work.add(item);
    }

    void note(Pace.Step step) {
        Progress before = progress;
        progress = new Progress(step, before == null ? 1 : before.number() + 1);
    }

    /** {@return what whoever holds the lock is doing; nothing if no one does anything} Takes no lock. */
    public Optional<Progress> progress() {
        return Optional.ofNullable(progress);
    }

    /** {@return for whom the caller's thread holds the lock} */
    public Task task() {
        requireHeld();
        return task;
    }

    /** Fails unless the caller's thread holds the lock. */
    public void requireHeld() {
        if (!lock.isHeldByCurrentThread()) {
            throw new IllegalStateException("the hotplug lock is not held");
        }
    }
}
