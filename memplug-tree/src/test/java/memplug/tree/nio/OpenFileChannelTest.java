package memplug.tree.nio;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.DELETE_ON_CLOSE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;
import static memplug.tree.nio.SampleTree.MEMORY;
import static memplug.tree.nio.SampleTree.STATE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import memplug.tree.Errno;
import org.junit.jupiter.api.Test;

/** Opening, reading and writing by channel. */
final class OpenFileChannelTest {
    private final SampleTree tree = SampleTree.create();
    private final MachineFileSystem files = MachineFileSystem.of(tree);

    @Test
    void read_pieces_goOnFromThePosition() throws IOException {
        try (var channel = open(STATE, READ)) {
            assertThat(read(channel, 3)).isEqualTo("onl");
            assertThat(read(channel, 100)).isEqualTo("ine\n");
            assertThat(channel.read(ByteBuffer.allocate(1))).isEqualTo(-1);
            assertThat(read(channel.position(2), 2)).isEqualTo("li");
            assertThat(channel.position()).isEqualTo(4);
        }
    }

    @Test
    void write_buffer_isOneWriteAndCountsWhatWasTaken() throws IOException {
        tree.state().takeAtMost(3);
        ByteBuffer value = UTF_8.encode("offline");

        try (var channel = open(STATE, WRITE)) {
            assertThat(channel.write(value)).isEqualTo(3);
            assertThat(value.remaining()).isEqualTo(4);
            assertThat(channel.position()).isEqualTo(3);
        }

        assertThat(tree.state().writes()).containsExactly("off");
    }

    @Test
    void newOutputStream_writeThatIsTakenInPart_isWrittenOn() throws IOException {
        tree.state().takeAtMost(4);

        Files.writeString(files.getPath(STATE), "offline");

        assertThat(tree.state().writes()).containsExactly("offl", "ine");
    }

    @Test
    void write_refused_carriesTheErrnoAndTakesNothing() throws IOException {
        tree.state().answerWith(Errno.EBUSY);
        ByteBuffer value = UTF_8.encode("offline");

        try (var channel = open(STATE, WRITE)) {
            assertThatThrownBy(() -> channel.write(value)).isInstanceOfSatisfying(ErrnoFileSystemException.class, e -> {
                assertThat(e.errno()).isEqualTo(16);
                assertThat(e.name()).isEqualTo("EBUSY");
                assertThat(e.getFile()).isEqualTo(STATE);
                assertThat(e.getReason()).isEqualTo("EBUSY: as was asked for");
            });
            assertThat(value.remaining()).isEqualTo(7);
        }
    }

    @Test
    void write_valueThatNamesNothing_isNotAboutTheFile() throws IOException {
        tree.state().answerWith(Errno.ENOENT);

        try (var channel = open(STATE, WRITE)) {
            assertThatThrownBy(() -> channel.write(UTF_8.encode("x")))
                    .isExactlyInstanceOf(ErrnoFileSystemException.class);
        }
    }

    @Test
    void write_callerWithAPendingSignal_isInterrupted() {
        var signalled = MachineFileSystem.of(tree, Caller.ROOT.with(() -> true));

        assertThatThrownBy(() -> Files.writeString(signalled.getPath(STATE), "offline"))
                .isInstanceOfSatisfying(
                        ErrnoFileSystemException.class,
                        e -> assertThat(e.name()).isEqualTo("EINTR"));
    }

    @Test
    void truncate_anyFile_changesNothing() throws IOException {
        try (var channel = open(STATE, READ, WRITE)) {
            assertThat(channel.truncate(0).size()).isEqualTo(4096);
            assertThat(read(channel, 100)).isEqualTo("online\n");
        }
    }

    @Test
    void channel_usedForWhatItIsNotOpenFor_throws() throws IOException {
        try (var reading = open(STATE, READ);
                var writing = open(STATE, WRITE)) {
            assertThatThrownBy(() -> reading.write(UTF_8.encode("x"))).isInstanceOf(NonWritableChannelException.class);
            assertThatThrownBy(() -> read(writing, 1)).isInstanceOf(NonReadableChannelException.class);
        }
    }

    @Test
    void channel_closedTwice_releasesOnceAndIsUsedNoMore() throws IOException {
        var channel = open(STATE, READ);

        channel.close();
        channel.close();

        assertThat(tree.state().released()).isEqualTo(1);
        assertThatThrownBy(() -> read(channel, 1)).isInstanceOf(ClosedChannelException.class);
    }

    @Test
    void open_toTruncateAppendOrCreate_takesAFileThatIsThere() throws IOException {
        Files.writeString(files.getPath(STATE), "a", WRITE, TRUNCATE_EXISTING);
        Files.writeString(files.getPath(STATE), "b", APPEND);
        Files.writeString(files.getPath(STATE), "c", CREATE);

        assertThat(tree.state().writes()).containsExactly("a", "b", "c");
    }

    @Test
    void open_toCreateWhatIsMissing_isDenied() {
        fails(AccessDeniedException.class, MEMORY + "/new", WRITE, CREATE);
        fails(AccessDeniedException.class, MEMORY + "/new", WRITE, CREATE_NEW);
        fails(AccessDeniedException.class, "/sys/bus/memory/devices/dangling", WRITE, CREATE);
        fails(NoSuchFileException.class, MEMORY + "/memory9/new", WRITE, CREATE);
        fails(NoSuchFileException.class, MEMORY + "/new", WRITE);
        fails(NoSuchFileException.class, MEMORY + "/new", READ, CREATE);
    }

    @Test
    void open_toCreateAnewWhatIsThere_failsAndFollowsNoLink() {
        fails(FileAlreadyExistsException.class, STATE, WRITE, CREATE_NEW);
        fails(FileAlreadyExistsException.class, "/sys/bus/memory/devices/dangling", WRITE, CREATE_NEW);
    }

    @Test
    void open_whatIsNoFile_fails() {
        fails(ErrnoFileSystemException.class, MEMORY, READ);
        fails(AccessDeniedException.class, "/dev/dax0.0", READ);
        fails(FileSystemLoopException.class, "/sys/bus/memory/devices/memory0", READ, LinkOption.NOFOLLOW_LINKS);
    }

    @Test
    void open_rootWhereNobodyCanRead_isDenied() {
        fails(AccessDeniedException.class, MEMORY + "/probe", READ);
    }

    @Test
    void open_optionsThatMakeNoSense_areRefused() {
        fails(IllegalArgumentException.class, STATE, APPEND, READ);
        fails(IllegalArgumentException.class, STATE, APPEND, TRUNCATE_EXISTING);
        fails(UnsupportedOperationException.class, STATE, WRITE, DELETE_ON_CLOSE);
    }

    private SeekableByteChannel open(String path, OpenOption... options) throws IOException {
        return Files.newByteChannel(files.getPath(path), options);
    }

    private void fails(Class<? extends Exception> expected, String path, OpenOption... options) {
        Path file = files.getPath(path);
        assertThatThrownBy(() -> Files.newByteChannel(file, options)).isExactlyInstanceOf(expected);
    }

    private static String read(SeekableByteChannel channel, int bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(bytes);
        channel.read(buffer);
        return UTF_8.decode(buffer.flip()).toString();
    }
}
