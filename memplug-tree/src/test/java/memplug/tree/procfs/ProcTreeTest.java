package memplug.tree.procfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import memplug.machine.kernel.Task;
import memplug.tree.Access;
import memplug.tree.Directory;
import memplug.tree.ErrnoException;
import memplug.tree.Node;
import memplug.tree.RegularFile;
import memplug.tree.kernfs.TreeContext;
import org.junit.jupiter.api.Test;

class ProcTreeTest {
    private final Directory proc = ProcTree.of(new TreeContext(ReferenceMachine.boot()));

    @Test
    void entries_areTheFilesThatShowMemory() {
        assertThat(proc.entries())
                .extracting(Directory.Entry::name)
                .containsExactlyInAnyOrder(
                        "buddyinfo", "cmdline", "iomem", "kmsg", "meminfo", "pagetypeinfo", "vmstat", "zoneinfo");
    }

    @Test
    void files_haveNoSizeAndCanBeReadByAllButTheLog() {
        assertThat(proc.entries()).extracting(Directory.Entry::node).allMatch(node -> node.size() == 0);
        assertThat(find("meminfo").permissions()).isEqualTo(0444);
        assertThat(find("kmsg").permissions()).isEqualTo(0400);
    }

    @Test
    void cmdline_isThatOfTheDescription() throws ErrnoException {
        RegularFile cmdline = (RegularFile) find("cmdline");

        assertThat(cmdline.open(Access.READ).read(0, 4096, Task.PLAIN))
                .isEqualTo("console=ttyS0 panic=1\n".getBytes(StandardCharsets.US_ASCII));
    }

    private Node find(String name) {
        return proc.lookUp(name).orElseThrow();
    }
}
