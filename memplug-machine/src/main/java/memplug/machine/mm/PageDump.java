package memplug.machine.mm;

import memplug.machine.kernel.Kernel;

/** What the kernel logs of a page that stands in the way. */
final class PageDump {
    private PageDump() {}

    static void log(Kernel kernel, long pfn, int node, ZoneKind zone, String reason) {
        kernel.warn("page: refcount:1 mapcount:0 mapping:0000000000000000 index:0x0 pfn:0x%x", pfn);
        kernel.warn("flags: 0x%x(node=%d|zone=%d)", flags(node, zone), node, zone.number());
        kernel.warn("page dumped because: %s", reason);
    }

    /** As include/linux/page-flags-layout.h lays them out on x86-64: node and zone in the topmost bits. */
    private static long flags(int node, ZoneKind zone) {
        return (long) zone.number() << 57 | (long) node << 47;
    }
}
