package memplug.tree.procfs;

import memplug.machine.Machine;
import memplug.machine.mm.FrameUse;
import memplug.machine.mm.Node;

/** The statistics in a node's directory in /sys. As drivers/base/node.c. */
public final class NodeStatistics {
    private NodeStatistics() {}

    /**
     * {@return what {@code meminfo} shows, in KiB} As node_read_meminfo().
     *
     * @param machine the machine
     * @param node one of its nodes
     */
    public static String meminfo(Machine machine, Node node) {
        PageUse use = PageUse.of(machine.memory(), node);
        KilobyteLines lines = new KilobyteLines("Node " + node.id() + " ");
        putLists(lines, use);
        putUses(lines, use);
        putHugePages(
                lines,
                use,
                machine.memory()
                        .pages()
                        .hugePools()
                        .of(FrameUse.HUGE_2M)
                        .orElseThrow()
                        .surplus(node));
        return lines.toString();
    }

    private static void putLists(KilobyteLines lines, PageUse use) {
        lines.pages("MemTotal", use.managed())
                .pages("MemFree", use.free())
                .pages("MemUsed", use.used())
                .none("SwapCached")
                .pages("Active", use.activeAnon())
                .pages("Inactive", use.inactiveAnon())
                .pages("Active(anon)", use.activeAnon())
                .pages("Inactive(anon)", use.inactiveAnon())
                .none("Active(file)", "Inactive(file)")
                .pages("Unevictable", use.locked())
                .pages("Mlocked", use.locked())
                .none("Dirty", "Writeback");
    }

    private static void putUses(KilobyteLines lines, PageUse use) {
        lines.pages("FilePages", use.cache())
                .pages("Mapped", use.mapped())
                .pages("AnonPages", use.anonymous())
                .pages("Shmem", use.cache())
                .pages("KernelStack", use.stacks())
                .pages("PageTables", use.pageTables())
                .none("SecPageTables", "NFS_Unstable", "Bounce", "WritebackTmp", "KReclaimable")
                .pages("Slab", use.slab())
                .none("SReclaimable")
                .pages("SUnreclaim", use.slab())
                .pages("AnonHugePages", use.transparent())
                .none("ShmemHugePages", "ShmemPmdMapped", "FileHugePages", "FilePmdMapped");
    }

    private static void putHugePages(KilobyteLines lines, PageUse use, long surplus) {
        lines.count("HugePages_Total", use.hugePages(), 22)
                .count("HugePages_Free", use.hugePagesFree(), 22)
                .count("HugePages_Surp", surplus, 22);
    }

    /**
     * {@return what {@code numastat} shows, in pages} As node_read_numastat(). It counts allocations, of which the
     * machine knows only the pages that are still in use.
     *
     * @param node a node
     */
    public static String numastat(Node node) {
        long used = Math.max(0, node.managed() - node.free());
        boolean nearCpus = !node.cpus().isEmpty();
        return "numa_hit " + used + "\nnuma_miss 0\nnuma_foreign 0\ninterleave_hit 0\n"
                + "local_node " + (nearCpus ? used : 0) + "\n"
                + "other_node " + (nearCpus ? 0 : used) + "\n";
    }

    /**
     * {@return what {@code vmstat} shows, mostly in pages} As node_read_vmstat().
     *
     * @param machine the machine
     * @param node one of its nodes
     */
    public static String vmstat(Machine machine, Node node) {
        PageUse use = PageUse.of(machine.memory(), node);
        StringBuilder text = new StringBuilder();
        for (ZoneCounter counter : ZoneCounter.values()) {
            text.append(counter.word()).append(' ').append(counter.value(use)).append('\n');
        }
        for (NodeCounter counter : NodeCounter.values()) {
            text.append(counter.word()).append(' ').append(counter.value(use)).append('\n');
        }
        return text.toString();
    }

    /**
     * {@return what {@code distance} shows: how far the nodes that exist are, from this one} As node_read_distance().
     *
     * @param machine the machine
     * @param from one of its nodes
     */
    public static String distance(Machine machine, Node from) {
        StringBuilder text = new StringBuilder();
        for (Node to : machine.memory().onlineNodes()) {
            text.append(text.isEmpty() ? "" : " ");
            text.append(machine.memory().distances().between(from.id(), to.id()));
        }
        return text.append('\n').toString();
    }
}
