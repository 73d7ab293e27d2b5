package memplug.machine.workload;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import memplug.machine.kernel.Kernel;
import memplug.machine.mm.Frames;
import memplug.machine.mm.Memory;
import memplug.machine.mm.Node;
import memplug.machine.mm.RangeList;
import memplug.machine.phys.ByteSize;

/** Says who is killed when no memory is left, and what the kernel logs of it. As mm/oom_kill.c. */
final class OomKiller {
    private static final int PAGES_PER_TABLE = 512;

    private final Memory memory;
    private final Kernel kernel;

    OomKiller(Memory memory) {
        this.memory = memory;
        this.kernel = memory.kernel();
    }

    /** The process that has most, the youngest of several. As oom_evaluate_task(). */
    static Optional<MemoryUser> largest(Collection<MemoryUser> processes) {
        return processes.stream()
                .filter(process -> process.kind().countsAsResident() && process.pages() > 0)
                .max(Comparator.comparingInt(MemoryUser::pages).thenComparingInt(MemoryUser::owner));
    }

    void logKill(MemoryUser process) {
        kernel.info(
                "oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),cpuset=/,mems_allowed=%s,global_oom,task_memcg=/,task=%s,"
                        + "pid=%d,uid=0",
                RangeList.of(memory.nodesWithMemory().stream().map(Node::id).toList()),
                process.name(),
                process.owner());
        kernel.error(
                "Out of memory: Killed process %d (%s) total-vm:%dkB, anon-rss:%dkB, file-rss:0kB, shmem-rss:0kB, UID:0 "
                        + "pgtables:%dkB oom_score_adj:0",
                process.owner(),
                process.name(),
                process.mappedBytes() / ByteSize.KIB,
                process.pages() * Frames.PAGE_BYTES / ByteSize.KIB,
                Math.ceilDiv(process.contents().pages(), PAGES_PER_TABLE) * Frames.PAGE_BYTES / ByteSize.KIB);
    }

    void logReaped(MemoryUser process) {
        kernel.info(
                "oom_reaper: reaped process %d (%s), now anon-rss:0kB, file-rss:0kB, shmem-rss:0kB",
                process.owner(), process.name());
    }
}
