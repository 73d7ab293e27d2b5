package memplug.tree.nio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Paths do what those of Linux's default file system do, on every pair of these. */
final class MachinePathTest {
    private static final List<String> SAMPLES = List.of(
            "", "/", ".", "..", "a", "b", "a/b", "a/b/c", "/a", "/a/b", "/a/b/c", "/b", "a/../b", "/a/./b", "/../a",
            "../a", "../../b", "a/..", "a/../..", "/a//b/", "ab", "/a/bc");

    private final MachineFileSystem files = MachineFileSystem.of(SampleTree.create());

    @Test
    void path_byItself_isAsTheHostHasIt() {
        same(Path::toString);
        same(Path::isAbsolute);
        same(Path::getRoot);
        same(Path::getFileName);
        same(Path::getParent);
        same(Path::getNameCount);
        same(Path::normalize);
        same(path -> path.toAbsolutePath().getRoot());
        same(path ->
                IntStream.range(0, path.getNameCount()).mapToObj(path::getName).toList());
        same(path -> path.subpath(0, 2));
        same(path -> path.subpath(1, 3));
    }

    @Test
    void path_withAnother_isAsTheHostHasIt() {
        same(Path::resolve);
        same(Path::resolveSibling);
        same(Path::relativize);
        same(Path::startsWith);
        same(Path::endsWith);
        same(Path::equals);
        same((path, other) -> Integer.signum(path.compareTo(other)));
    }

    @Test
    void path_ofAnotherFileSystem_isNeitherEqualNorAPart() {
        Path path = files.getPath("/a/b");

        assertThat(path).isNotEqualTo(Path.of("/a/b"));
        assertThat(path.startsWith(Path.of("/a"))).isFalse();
        assertThat(path.endsWith(Path.of("b"))).isFalse();
    }

    @Test
    void getPath_parts_areJoined() {
        assertThat(files.getPath("", "sys", "", "bus/")).hasToString("sys/bus");
        assertThat(files.getPath("/", "sys", "/bus")).hasToString("/sys/bus");
    }

    @Test
    void getPath_nul_isInvalid() {
        assertThatThrownBy(() -> files.getPath("a\0b")).isInstanceOf(InvalidPathException.class);
    }

    private void same(Function<Path, ? extends @Nullable Object> operation) {
        for (String sample : SAMPLES) {
            assertThat(outcome(() -> operation.apply(files.getPath(sample))))
                    .as("'%s'", sample)
                    .isEqualTo(outcome(() -> operation.apply(Path.of(sample))));
        }
    }

    private void same(BiFunction<Path, Path, ? extends @Nullable Object> operation) {
        for (String sample : SAMPLES) {
            for (String other : SAMPLES) {
                assertThat(outcome(() -> operation.apply(files.getPath(sample), files.getPath(other))))
                        .as("'%s' with '%s'", sample, other)
                        .isEqualTo(outcome(() -> operation.apply(Path.of(sample), Path.of(other))));
            }
        }
    }

    /** An operation on paths. */
    private interface Operation {
        @Nullable
        Object run();
    }

    private static String outcome(Operation operation) {
        try {
            return String.valueOf(operation.run());
        } catch (IllegalArgumentException _) {
            return "refused";
        }
    }
}
