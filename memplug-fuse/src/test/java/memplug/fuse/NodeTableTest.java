package memplug.fuse;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class NodeTableTest {
    private final MemoryTree tree = new MemoryTree();
    private final TextFile file = new TextFile(2000, "");
    private final NodeTable nodes = new NodeTable(tree.root());

    private long remember() {
        return nodes.remember(file, NodeTable.ROOT_ID, "state");
    }

    @Test
    void remember_twice_givesTheInodeNumber() {
        assertThat(remember()).isEqualTo(2000);
        assertThat(remember()).isEqualTo(2000);
        assertThat(nodes.size()).isEqualTo(2);
    }

    @Test
    void remember_whileBusy_givesADouble() {
        remember();

        nodes.setBusy(2000);
        long twin = remember();

        assertThat(twin).isNotEqualTo(2000).isEqualTo(remember());
        assertThat(nodes.get(twin)).extracting(NodeTable.Known::node).isEqualTo(file);
    }

    @Test
    void remember_whileDoubleIsBusyToo_givesAnother() {
        nodes.setBusy(2000);
        long twin = remember();

        nodes.setBusy(twin);

        assertThat(remember()).isNotEqualTo(2000).isNotEqualTo(twin);
    }

    @Test
    void forget_doubleNoLongerNeeded_givesTheInodeNumberAgain() {
        nodes.setBusy(2000);
        nodes.setBusy(2000);
        long twin = remember();

        nodes.clearBusy(2000);
        assertThat(remember()).isEqualTo(twin);
        nodes.forget(twin, 2);
        assertThat(remember()).isNotEqualTo(2000).isNotEqualTo(twin);

        nodes.clearBusy(2000);
        nodes.forget(remember(), 2);
        assertThat(remember()).isEqualTo(2000);
    }

    @Test
    void forget_theRoot_keepsIt() {
        nodes.forget(NodeTable.ROOT_ID, 100);

        assertThat(nodes.get(NodeTable.ROOT_ID)).isNotNull();
    }
}
