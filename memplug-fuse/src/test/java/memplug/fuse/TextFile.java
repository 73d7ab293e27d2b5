package memplug.fuse;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import memplug.machine.kernel.Task;
import memplug.tree.Access;
import memplug.tree.Errno;
import memplug.tree.ErrnoException;
import memplug.tree.OpenFile;
import memplug.tree.RegularFile;

/** A file as an attribute in sysfs: a write replaces its text. */
class TextFile extends RegularFile {
    private volatile String text;
    private volatile int permissions = 0644;
    private volatile boolean gone;

    TextFile(long inode, String text) {
        super(inode);
        this.text = text;
    }

    String text() {
        return text;
    }

    void setText(String text) {
        this.text = text;
    }

    TextFile setPermissions(int permissions) {
        this.permissions = permissions;
        return this;
    }

    void remove() {
        gone = true;
    }

    @Override
    public int permissions() {
        return permissions;
    }

    @Override
    public long size() {
        return 4096;
    }

    @Override
    public boolean exists() {
        return !gone;
    }

    @Override
    public OpenFile open(Access access) throws ErrnoException {
        boolean neverRead = (permissions & 0444) == 0;
        boolean neverWritten = (permissions & 0222) == 0;
        if ((access.reads() && neverRead) || (access.writes() && neverWritten)) {
            throw new ErrnoException(Errno.EACCES, "never");
        }
        return new OpenText();
    }

    /** The file, open. */
    class OpenText implements OpenFile {
        @Override
        public byte[] read(long offset, int size, Task task) throws ErrnoException {
            requireExists();
            byte[] bytes = text.getBytes(UTF_8);
            int from = (int) Math.min(offset, bytes.length);
            return Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + size));
        }

        @Override
        public int write(long offset, byte[] bytes, Task task) throws ErrnoException {
            requireExists();
            var written = new String(bytes, UTF_8);
            if (written.startsWith("bad")) {
                throw new ErrnoException(Errno.EINVAL, written);
            }
            text = written;
            return bytes.length;
        }

        private void requireExists() throws ErrnoException {
            if (gone) {
                throw new ErrnoException(Errno.ENODEV, "gone");
            }
        }
    }
}
