package memplug.tree.kernfs;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import memplug.machine.kernel.Task;
import memplug.tree.Errno;
import memplug.tree.ErrnoException;
import memplug.tree.OpenFile;

/** An open attribute. As fs/sysfs/file.c and fs/kernfs/file.c. */
final class OpenAttribute<T> implements OpenFile {
    private static final int PAGE_BYTES = 4096;
    private static final byte[] NOTHING = {};

    private final Thing<T> thing;
    private final Attribute<T> attribute;
    private byte[] shown = NOTHING;

    OpenAttribute(Thing<T> thing, Attribute<T> attribute) {
        this.thing = thing;
        this.attribute = attribute;
    }

    /** The value is asked for when reading begins, and then read piece by piece. */
    @Override
    public synchronized byte[] read(long offset, int size, Task task) throws ErrnoException {
        Attribute.Show<T> show = attribute.show();
        if (show == null) {
            throw new ErrnoException(Errno.EBADF, attribute.name() + " is not open for reading");
        }
        requireAlive();
        if (offset == 0) {
            shown = show.showTo(thing.object(), task).getBytes(StandardCharsets.ISO_8859_1);
        }
        return offset >= shown.length || size <= 0
                ? NOTHING
                : Arrays.copyOfRange(shown, (int) offset, (int) Math.min(shown.length, offset + size));
    }

    /** A write is one value whatever its offset; at most a page of it counts. */
    @Override
    public int write(long offset, byte[] bytes, Task task) throws ErrnoException {
        Attribute.Store<T> store = attribute.store();
        if (store == null) {
            throw new ErrnoException(Errno.EBADF, attribute.name() + " is not open for writing");
        }
        requireAlive();
        if (bytes.length == 0) {
            return 0;
        }
        int length = Math.min(bytes.length, PAGE_BYTES);
        int end = 0;
        while (end < length && bytes[end] != 0) {
            end++;
        }
        store.store(thing.object(), new String(bytes, 0, end, StandardCharsets.ISO_8859_1), task);
        return length;
    }

    private void requireAlive() throws ErrnoException {
        if (!thing.exists()) {
            throw new ErrnoException(Errno.ENODEV, thing.path() + " is gone");
        }
    }
}
