package memplug.tree.nio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.PatternSyntaxException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Patterns match what they match for Linux's default file system. */
final class GlobTest {
    private static final List<String> PATHS = List.of(
            "a",
            "b",
            "ab",
            "a.b",
            "a-b",
            "a/b",
            "/a/b/c",
            "memory7",
            "memory42",
            "memory",
            "*",
            "a*b",
            "[",
            "]",
            "{a}",
            "a,b",
            "\\",
            "!",
            "-",
            "^",
            "&",
            "a$",
            "a+b",
            "(a)",
            "dax0.0",
            "dax10.2",
            "/sys/bus",
            "d1",
            "Ä");

    private final MachineFileSystem files = MachineFileSystem.of(SampleTree.create());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "**",
                "?",
                "??",
                "memory*",
                "memory[0-9]",
                "memory[0-9]*",
                "[!a]",
                "[!a-c]",
                "[^a]",
                "[a-]",
                "[-a]",
                "[*?]",
                "[\\]",
                "[&&a]",
                "{a,b}",
                "{a*,*2}",
                "a,b",
                "\\*",
                "a\\*b",
                "\\{a\\}",
                "/a/**",
                "/*/b/*",
                "**/b",
                "*.b",
                "a+b",
                "a$",
                "(a)",
                "^",
                "dax[0-9]*.[0-9]",
                "[a-c]/b",
                "]",
                "}",
                "[\\d]1",
                "",
                "Ä",
                "[Ä]"
            })
    void glob_matchesWhatItMatchesForTheHost(String glob) {
        for (String path : PATHS) {
            assertThat(matches("glob:" + glob, path))
                    .as("%s on %s", glob, path)
                    .isEqualTo(FileSystems.getDefault()
                            .getPathMatcher("glob:" + glob)
                            .matches(Path.of(path)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "[a", "[]", "{a", "{a,{b}}", "\\", "[z-a]", "[a/b]"})
    void glob_withAMistake_isRefused(String glob) {
        assertThatThrownBy(() -> files.getPathMatcher("glob:" + glob)).isInstanceOf(PatternSyntaxException.class);
        assertThatThrownBy(() -> FileSystems.getDefault().getPathMatcher("glob:" + glob))
                .isInstanceOf(PatternSyntaxException.class);
    }

    @Test
    void regex_matchesTheWholePath() {
        assertThat(matches("regex:/sys/.*", "/sys/bus")).isTrue();
        assertThat(matches("regex:sys", "/sys/bus")).isFalse();
    }

    @Test
    void syntax_other_isRefused() {
        assertThatThrownBy(() -> files.getPathMatcher("sql:%")).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> files.getPathMatcher("*.java")).isInstanceOf(IllegalArgumentException.class);
    }

    private boolean matches(String pattern, String path) {
        return files.getPathMatcher(pattern).matches(files.getPath(path));
    }
}
