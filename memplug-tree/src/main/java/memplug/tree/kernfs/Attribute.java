package memplug.tree.kernfs;

import memplug.machine.kernel.Task;
import memplug.tree.ErrnoException;
import org.jspecify.annotations.Nullable;

/**
 * An attribute of a kind of thing: a file with one value.
 *
 * @param <T> the kind of thing
 * @param name the file's name
 * @param permissions its permission bits
 * @param show what reading gives, newline included; null if it is never readable
 * @param store what writing does; null if it is never writable
 */
public record Attribute<T>(
        String name,
        int permissions,
        @Nullable Show<T> show,
        @Nullable Store<T> store) {
    /** What reading gives. */
    public interface Show<T> {
        /**
         * {@return the value}
         *
         * @param thing whose
         * @throws ErrnoException what the read answers instead
         */
        String show(T thing) throws ErrnoException;

        /**
         * {@return the value as a certain reader sees it}
         *
         * @param thing whose
         * @param reader who reads
         * @throws ErrnoException what the read answers instead
         */
        default String showTo(T thing, Task reader) throws ErrnoException {
            return show(thing);
        }
    }

    /** What writing does with the bytes up to the first NUL. */
    public interface Store<T> {
        /**
         * Takes a value.
         *
         * @param thing whose
         * @param value what was written
         * @param task who wrote
         * @throws ErrnoException what the write answers instead
         */
        void store(T thing, String value, Task task) throws ErrnoException;
    }

    /**
     * {@return an attribute that can only be read}
     *
     * @param <T> the kind of thing
     * @param name its name
     * @param show its value
     */
    public static <T> Attribute<T> readOnly(String name, Show<T> show) {
        return new Attribute<>(name, 0444, show, null);
    }

    /**
     * {@return an attribute that can only be read, and by root only}
     *
     * @param <T> the kind of thing
     * @param name its name
     * @param show its value
     */
    public static <T> Attribute<T> readOnlyForRoot(String name, Show<T> show) {
        return new Attribute<>(name, 0400, show, null);
    }

    /**
     * {@return an attribute that everybody can read and root can write}
     *
     * @param <T> the kind of thing
     * @param name its name
     * @param show its value
     * @param store what writing does
     */
    public static <T> Attribute<T> readWrite(String name, Show<T> show, Store<T> store) {
        return new Attribute<>(name, 0644, show, store);
    }

    /**
     * {@return an attribute that root can write and nobody can read}
     *
     * @param <T> the kind of thing
     * @param name its name
     * @param store what writing does
     */
    public static <T> Attribute<T> writeOnly(String name, Store<T> store) {
        return new Attribute<>(name, 0200, null, store);
    }
}
