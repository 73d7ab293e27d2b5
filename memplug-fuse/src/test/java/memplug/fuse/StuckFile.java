package memplug.fuse;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import memplug.machine.kernel.Task;
import memplug.tree.Access;
import memplug.tree.Errno;
import memplug.tree.ErrnoException;
import memplug.tree.OpenFile;

/** A file whose writes, and if asked its reads, take until they are let go. */
final class StuckFile extends TextFile {
    private final boolean readsWait;
    private final CountDownLatch letGo = new CountDownLatch(1);
    private final Semaphore entered = new Semaphore(0);
    private final Semaphore interrupted = new Semaphore(0);

    StuckFile(long inode, boolean readsWait) {
        super(inode, "stuck\n");
        this.readsWait = readsWait;
    }

    void awaitEntered() throws InterruptedException {
        entered.acquire();
    }

    void awaitInterrupted() throws InterruptedException {
        interrupted.acquire();
    }

    void letGo() {
        letGo.countDown();
    }

    @Override
    public OpenFile open(Access access) throws ErrnoException {
        super.open(access);
        return new OpenStuck();
    }

    private void await(Task task) throws ErrnoException {
        entered.release();
        while (letGo.getCount() > 0) {
            if (!task.tryAgain()) {
                boolean signal = task.signalPending();
                interrupted.release();
                throw new ErrnoException(signal ? Errno.EINTR : Errno.EAGAIN, "stuck");
            }
        }
    }

    private final class OpenStuck extends OpenText {
        @Override
        public boolean mayBlock() {
            return readsWait;
        }

        @Override
        public byte[] read(long offset, int size, Task task) throws ErrnoException {
            if (readsWait) {
                await(task);
            }
            return super.read(offset, size, task);
        }

        @Override
        public int write(long offset, byte[] bytes, Task task) throws ErrnoException {
            await(task);
            return super.write(offset, bytes, task);
        }
    }
}
