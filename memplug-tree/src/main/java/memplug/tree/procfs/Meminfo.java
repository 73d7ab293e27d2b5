package memplug.tree.procfs;

import memplug.machine.Machine;
import memplug.machine.mm.FrameUse;
import memplug.machine.mm.HugePool;
import memplug.machine.mm.KernelMapping;
import memplug.machine.mm.KernelMapping.PageSize;
import memplug.machine.mm.LowmemReserve;
import memplug.machine.mm.Memory;
import memplug.machine.mm.MemoryBlock;
import memplug.machine.phys.ByteSize;

/** /proc/meminfo. As fs/proc/meminfo.c: meminfo_proc_show(). */
final class Meminfo {
    private static final int OVERCOMMIT_PERCENT = 50;

    /** With page tables of five levels, as arch/x86/include/asm/pgtable_64_types.h: VMALLOC_SIZE_TB_L5. */
    private static final long VMALLOC_BYTES = 12_800 * ByteSize.TIB;

    private Meminfo() {}

    /** The whole text. Node by node the same is in {@link NodeStatistics#meminfo}. */
    static String of(Machine machine) {
        PageUse use = PageUse.of(machine.memory());
        KilobyteLines lines = new KilobyteLines("");
        putTotals(lines, machine.memory(), use);
        putLists(lines, use);
        putUses(lines, use);
        putLimits(lines, machine.memory(), use);
        putHugePages(lines, machine.memory(), use);
        putDirectMap(lines, machine.memory().mapping());
        return lines.toString();
    }

    private static void putTotals(KilobyteLines lines, Memory memory, PageUse use) {
        lines.pages("MemTotal", use.managed())
                .pages("MemFree", use.free())
                .pages("MemAvailable", available(memory, use))
                .none("Buffers")
                .pages("Cached", use.cache())
                .none("SwapCached");
    }

    /**
     * As mm/show_mem.c: si_mem_available(). Nothing comes to it from the page cache, which is tmpfs and cannot be
     * dropped, nor from slabs, none of which are reclaimable.
     */
    private static long available(Memory memory, PageUse use) {
        return Math.max(0, use.free() - LowmemReserve.total(memory.onlineNodes()));
    }

    private static void putLists(KilobyteLines lines, PageUse use) {
        lines.pages("Active", use.activeAnon())
                .pages("Inactive", use.inactiveAnon())
                .pages("Active(anon)", use.activeAnon())
                .pages("Inactive(anon)", use.inactiveAnon())
                .none("Active(file)", "Inactive(file)")
                .pages("Unevictable", use.locked())
                .pages("Mlocked", use.locked())
                .none("SwapTotal", "SwapFree", "Dirty", "Writeback");
    }

    private static void putUses(KilobyteLines lines, PageUse use) {
        lines.pages("AnonPages", use.anonymous())
                .pages("Mapped", use.mapped())
                .pages("Shmem", use.cache())
                .none("KReclaimable")
                .pages("Slab", use.slab())
                .none("SReclaimable")
                .pages("SUnreclaim", use.slab())
                .pages("KernelStack", use.stacks())
                .pages("PageTables", use.pageTables())
                .none("SecPageTables", "NFS_Unstable", "Bounce", "WritebackTmp");
    }

    /** As mm/util.c: vm_commit_limit(), with the default of vm.overcommit_ratio. */
    private static void putLimits(KilobyteLines lines, Memory memory, PageUse use) {
        long poisoned = memory.blocks().values().stream()
                .mapToLong(MemoryBlock::poisonedPages)
                .sum();
        lines.pages("CommitLimit", use.managed() * OVERCOMMIT_PERCENT / 100)
                .pages("Committed_AS", use.anonymous() + use.cache())
                .kilobytes("VmallocTotal", (VMALLOC_BYTES - 1) / ByteSize.KIB)
                .pages("VmallocUsed", use.stacks())
                .none("VmallocChunk")
                .pages("Percpu", use.perCpu())
                .pages("HardwareCorrupted", poisoned);
    }

    private static void putHugePages(KilobyteLines lines, Memory memory, PageUse use) {
        HugePool pool = memory.pages().hugePools().of(FrameUse.HUGE_2M).orElseThrow();
        long surplus = memory.onlineNodes().stream().mapToLong(pool::surplus).sum();
        lines.pages("AnonHugePages", use.transparent())
                .none("ShmemHugePages", "ShmemPmdMapped", "FileHugePages", "FilePmdMapped")
                .count("HugePages_Total", use.hugePages(), 24)
                .count("HugePages_Free", use.hugePagesFree(), 24)
                .count("HugePages_Rsvd", pool.reserved(), 24)
                .count("HugePages_Surp", surplus, 24)
                .kilobytes("Hugepagesize", 2048)
                .pages("Hugetlb", use.huge() + use.gigantic());
    }

    private static void putDirectMap(KilobyteLines lines, KernelMapping mapping) {
        lines.kilobytes("DirectMap4k", mapping.bytes(PageSize.SMALL) / ByteSize.KIB)
                .kilobytes("DirectMap2M", mapping.bytes(PageSize.LARGE) / ByteSize.KIB)
                .kilobytes("DirectMap1G", mapping.bytes(PageSize.HUGE) / ByteSize.KIB);
    }
}
