/**
 * A tree of files as a {@link java.nio.file.FileSystem}, so that Java programs use a machine with
 * {@link java.nio.file.Files} and need no mount.
 *
 * {@snippet :
 * var files = MachineFileSystem.of(MachineTree.of(machine));
 * Path state = files.getPath("/sys/bus/dax/devices/dax0.0/state");
 * try {
 *     Files.writeString(state, "unplugged");
 * } catch (ErrnoFileSystemException e) {
 *     System.err.println(e.name()); // EBUSY
 * }
 * }
 *
 * <p><b>Paths</b> are as Unix has them; a relative one begins at the root. A look-up costs as much as the path is deep.
 * It follows links as the kernel does: {@code ..} after a link leads to the directory above the one that the link leads
 * to.
 *
 * <p><b>Reading and writing.</b> A channel's {@code read} is one read(2), its {@code write} one write(2) of all that
 * the buffer holds, and what it returns is how much was taken. {@code Files.writeString} and {@code Files.write} hand
 * over up to 8 KiB at once, so a value arrives whole. Reads and writes are made by the {@link
 * memplug.tree.nio.Caller}'s task, which decides about waiting and signals. {@code size} is what {@code stat} shows,
 * which for attributes is not how much there is to read.
 *
 * <p><b>Names</b> come and go with what the machine has. As in sysfs, opening a file to create it is refused with
 * EACCES; making directories and links, removing and renaming, with EPERM. Permissions can be changed; owner (root),
 * group (root) and times (the epoch) cannot.
 *
 * <p><b>Errors</b> are {@link java.nio.file.FileSystemException}s. Where a call by path fails in a way for which
 * java.nio has a class, it is that class; all else, and all that reading and writing an open file answers, is {@link
 * memplug.tree.nio.ErrnoFileSystemException}. The cause is always the {@link memplug.tree.ErrnoException}, and {@link
 * memplug.tree.nio.Errnos#of} finds the number in any of them.
 *
 * <table>
 * <caption>What is thrown for an error of a call by path</caption>
 * <tr><th>Linux</th><th>java.nio.file</th></tr>
 * <tr><td>ENOENT</td><td>NoSuchFileException</td></tr>
 * <tr><td>EACCES</td><td>AccessDeniedException</td></tr>
 * <tr><td>EEXIST</td><td>FileAlreadyExistsException</td></tr>
 * <tr><td>ENOTDIR</td><td>NotDirectoryException</td></tr>
 * <tr><td>ELOOP</td><td>FileSystemLoopException</td></tr>
 * <tr><td>EINVAL from readlink</td><td>NotLinkException</td></tr>
 * <tr><td>any other: EPERM, EISDIR, ENODEV, …</td><td>ErrnoFileSystemException</td></tr>
 * </table>
 */
@NullMarked
package memplug.tree.nio;

import org.jspecify.annotations.NullMarked;
