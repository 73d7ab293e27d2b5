package memplug.tree.kernfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import memplug.tree.Directory.Entry;
import memplug.tree.SymbolicLink;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListingOrderTest {
    @Test
    void list_devicesOfTranscriptT13_isInTheOrderInWhichDaxctlMetThem() {
        assertThat(ordered(List.of("dax0.1", "dax0.2", "dax0.3", "dax0.4")))
                .containsExactly("dax0.2", "dax0.3", "dax0.1", "dax0.4");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/sys/bus", "/sys/devices/system/cpu", "/sys/devices/system/node", "/sys/module"})
    void list_directoryOfTheHost_isInTheOrderOfItsKernel(Path directory) throws IOException {
        assumeTrue(Files.isDirectory(directory), "needs " + directory);
        List<String> names = names(directory);

        assertThat(ordered(names.stream().sorted().toList())).isEqualTo(names);
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> paths = Files.list(directory)) {
            return paths.map(path -> path.getFileName().toString()).toList();
        }
    }

    private static List<String> ordered(List<String> names) {
        List<Entry> entries = names.stream()
                .map(name -> new Entry(name, new SymbolicLink(1, "")))
                .toList();
        return ListingOrder.of(entries).stream().map(Entry::name).toList();
    }
}
